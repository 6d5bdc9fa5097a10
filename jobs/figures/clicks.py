"""Conversions joined to their clicks: the ledger asks, the lake knows."""

from datetime import datetime

from lake.sql import current
from lake.store import Lake
from ledger.affiliate.clicks import Click, join, unjoined
from ledger.open import Ledger

_CLICKS = """
SELECT event_id, sku, ts FROM shop_events
WHERE kind = 'click' AND event_id IN (SELECT unnest($names))
"""


def join_clicks(ledger: Ledger, lake: Lake, now: datetime) -> int:
    """Join what networks pay for to the clicks of the lake; return how many were found.

    Nothing is asked of the lake while no conversion waits for its click.
    """
    with ledger.read() as connection:
        names = unjoined(connection, now)
    if not names:
        return 0
    with current(lake, ["shop_events"]) as connection:
        rows = connection.execute(_CLICKS, {"names": names}).fetchall()
    found = [Click(*row) for row in rows]
    with ledger.write() as connection:
        return join(connection, names, found)
