"""Whether anybody reads a log line that nearly every crawl throws away.

Scrapy's loggers let every level through and leave it to their handlers to drop a line;
a line a page that ends so costs 25 us.
"""

import logging


def is_read(log: logging.Logger, level: int) -> bool:
    """Return whether a handler of `log`, or of a logger above it, takes `level`."""
    if not log.isEnabledFor(level):
        return False
    at: logging.Logger | None = log
    while at is not None:
        if any(handler.level <= level for handler in at.handlers):
            return True
        at = at.parent if at.propagate else None
    return False
