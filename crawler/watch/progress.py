"""How far a crawl is: what the crawling process tells whoever watches it.

It stands alone, so that the process that watches starts without what crawls.
"""

from collections.abc import Sequence

import msgspec

from crawler.watch.counts import Summary, merged


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
    blocked: int = 0  # answers that were walls, see manners/blocked.py
    bytes: int = 0
    queued: int = 0
    hosts: int = 0
    idle: bool = False  # nothing to do, unless another process finds something
    stopping: bool = False  # someone said stop; what is under way is waited for
    paused: bool = False  # someone said pause; the crawl waits for the word to resume
    summary: Summary = Summary()


def together(parts: Sequence[Progress]) -> Progress:
    """Return what several processes have done together."""
    if len(parts) == 1:
        return parts[0]
    made = {name: sum(getattr(part, name) for part in parts) for name in _COUNTS}
    return Progress(
        **made,
        idle=all(part.idle for part in parts),
        stopping=any(part.stopping for part in parts),
        paused=any(part.paused for part in parts),
        summary=merged([part.summary for part in parts]),
    )


_COUNTS = [
    name
    for name in Progress.__struct_fields__
    if name not in ("idle", "stopping", "paused", "summary")
]
