"""How far a crawl is: what the crawling process tells whoever watches it.

It stands alone, so that the process that watches starts without what crawls.
"""

import msgspec

from crawler.watch import Summary


class Progress(msgspec.Struct):
    """What a crawl has done so far; sent to whoever watches it."""

    pages: int = 0
    fetched: int = 0
    errors: int = 0
    duplicates: int = 0
    deferred: int = 0
    forbidden: int = 0
    unrendered: int = 0
    private: int = 0
    blocked: int = 0  # answers that were walls, see blocked.py
    bytes: int = 0
    queued: int = 0
    hosts: int = 0
    stopping: bool = False  # someone said stop; what is under way is waited for
    summary: Summary = Summary()
