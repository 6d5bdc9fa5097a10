"""Who did what: the audit, the latest on top."""

from ledger import trail
from storefront.console.desk import Asking, Board

_SHOWN = 100


def _facts(asking: Asking) -> dict[str, object]:
    steps = trail.steps(asking.connection, _SHOWN + 1, asking.number("before"))
    return {
        "steps": steps[:_SHOWN],
        "before": steps[_SHOWN - 1].seq if len(steps) > _SHOWN else None,
        "people": trail.people(asking.connection),
    }


BOARD = Board("audit", "Audit", _facts)
