"""Past runs of the stages: what each read and wrote, and why one failed."""

from ledger import runs
from storefront.console.desk import Asking, Board

_SHOWN = 60
_LOOKED_AT = 2_000


def _facts(asking: Asking) -> dict[str, object]:
    stage, status = (asking.query.get(name, "") for name in ("stage", "status"))
    known = runs.recent(asking.connection, _LOOKED_AT)
    found = [
        one for one in known if stage in ("", one.stage) and status in ("", one.status)
    ]
    return {
        "runs": found[:_SHOWN],
        "more": max(0, len(found) - _SHOWN),
        "stages": sorted({one.stage for one in known}),
        "stage": stage,
        "status": status,
    }


BOARD = Board("runs", "Runs", _facts)
