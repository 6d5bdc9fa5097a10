"""Past runs: each with its steps, what they read and wrote, and why one failed."""

from ledger import runs
from ledger.errors import RunUnknown
from ledger.runs import Run
from storefront.console.desk import Asking, Board

_SHOWN = 60
_LOOKED_AT = 2_000


def _facts(asking: Asking) -> dict[str, object]:
    stage, status = (asking.query.get(name, "") for name in ("stage", "status"))
    known = runs.recent(asking.connection, _LOOKED_AT)
    found = [
        one for one in known if stage in ("", one.stage) and status in ("", one.status)
    ]
    is_chosen = bool(stage or status)
    return {
        "whole": _whole(asking),
        "steps": runs.steps_of(asking.connection, asking.query.get("run", "")),
        # Unless some are asked for, what is a step of another stands with that one.
        "wholes": [] if is_chosen else runs.wholes(asking.connection, _SHOWN),
        "found": found[:_SHOWN] if is_chosen else [],
        "more": max(0, len(found) - _SHOWN) if is_chosen else 0,
        "stages": sorted({one.stage for one in known}),
        "stage": stage,
        "status": status,
    }


def _whole(asking: Asking) -> Run | None:
    """Return the run that is asked for, if there is such a one."""
    name = asking.query.get("run", "")
    try:
        return runs.find(asking.connection, name) if name else None
    except RunUnknown:
        return None


BOARD = Board("runs", "Runs", _facts)
