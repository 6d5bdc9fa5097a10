"""The first page: what runs, how fast, how fresh it all is, and what went wrong."""

from ledger import alerts, line, runs
from storefront.console.desk import Asking, Board


def _facts(asking: Asking) -> dict[str, object]:
    connection = asking.connection
    on = alerts.on(connection)
    return {
        "sight": asking.platform.look() if asking.platform else None,
        "running": [one for one in runs.recent(connection, 50) if not one.ended_at],
        "counts": line.counts(connection, asking.now),
        "firing": [one for one in on if one.firing_at],
        "pending": [one for one in on if not one.firing_at],
    }


BOARD = Board("overview", "Overview", _facts)
