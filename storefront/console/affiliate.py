"""Affiliate money: what each programme owes, and the sales that were told last."""

from datetime import timedelta

from ledger.affiliate.secrets import heard_networks
from ledger.affiliate.statement import latest, statements
from storefront.console.desk import Asking, Board

_DAYS = 365
_SHOWN = 50


def _facts(asking: Asking) -> dict[str, object]:
    connection, now = asking.connection, asking.now
    since, until = now - timedelta(days=_DAYS), now + timedelta(days=1)
    return {
        "days": _DAYS,
        "most": _SHOWN,
        "heard": heard_networks(connection),
        "programmes": statements(connection, since, until),
        "sales": latest(connection, _SHOWN),
    }


BOARD = Board("affiliate", "Affiliate", _facts)
