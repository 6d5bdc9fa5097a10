"""Files of editions that nobody will open again leave `products/`.

The shop serves copies, and an edition whose facts come back is set anew. What was refused,
refreshed or withdrawn, and a draft of which a newer one was made, waits some days for a
person who wants to look at it. Files that no edition names are somebody else's.
"""

from datetime import datetime, timedelta
from pathlib import Path

import structlog

from jobs.business import Business
from jobs.editions import Edition, editions
from lake.durable import locked

log = structlog.get_logger()

_KEPT_DAYS = 14
_OVER = frozenset({"refused", "refreshed", "withdrawn"})
_SOLD = frozenset({"approved", "offered"})


def tidied(business: Business, now: datetime) -> int:
    """Remove the files of editions that are over; return how many went."""
    folder = business.home / "products"
    if not folder.is_dir():
        return 0
    # No forgetting, and no other run, changes rows or files meanwhile.
    with locked(business.lake.folder / ".stage-publish"):
        known = editions(business)
        kept = {_stem(one.path) for one in known if _is_kept(one)}
        over = {_stem(one.path) for one in known} - kept
        before = (now - timedelta(days=_KEPT_DAYS)).timestamp()
        gone = [file for file in folder.iterdir() if _is_over(file, over, before)]
        for file in gone:
            file.unlink(missing_ok=True)
    if gone:
        log.info("products.tidied", files=len(gone))
    return len(gone)


def _is_kept(one: Edition) -> bool:
    return one.state not in _OVER and (one.is_newest or one.state in _SOLD)


def _is_over(file: Path, over: set[str], before: float) -> bool:
    is_named = _stem(file.name) in over
    return is_named and file.is_file() and file.stat().st_mtime < before


def _stem(path: str | None) -> str:
    """Return what all forms of an edition are called."""
    return (path or "").partition(".")[0]
