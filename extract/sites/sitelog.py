"""What page objects could not give, told once a batch.

The stage runs in processes whose log nobody set up; through the standard library's logger
a warning reaches a person from there too, and never the program's answer.
"""

import logging
from collections import Counter

import structlog

_log = structlog.wrap_logger(logging.getLogger(__name__))
_MOST = 20


def log_failed(failed: Counter[tuple[str, str]]) -> None:
    """Tell how many pages each function failed on, and why."""
    for (function, why), pages in failed.most_common(_MOST):
        _log.warning("site.field_failed", function=function, pages=pages, error=why)
