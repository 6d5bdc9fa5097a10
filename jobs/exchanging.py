"""The newest exchange rates go from the lake into the ledger, where orders use them."""

from datetime import datetime

from jobs.business import Business
from lake.freshness import newest_rates
from lake.sql import current
from ledger.selling.exchange import crossed, exchange_of, keep, kept


def hand_over_rates(business: Business, now: datetime) -> int:
    """Let the ledger hold the rates that buyers may pay by; return how many."""
    settings = business.settings
    wanted = settings.selling.currencies
    with current(business.lake) as connection:
        newest = newest_rates(connection) if wanted else []
    known = (
        exchange_of(one.base, one.quote, one.rate, one.date, one.source or "")
        for one in newest
    )
    said = [one for one in known if one is not None]
    rates = crossed(said, settings.shop.currency, wanted)
    with business.ledger.read() as reader:
        held = kept(reader)
    if held != sorted(rates, key=lambda one: (one.base, one.quote)):
        with business.ledger.write() as writer:
            keep(writer, rates, now)
    return len(rates)
