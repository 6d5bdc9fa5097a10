"""What happened in the shop, brought into the lake with the other stages of a run.

The figures that the console shows are added up then, and written down for it.
"""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from time import perf_counter

from jobs.business import Business, Done, recorded
from jobs.figures.clicks import join_clicks
from jobs.privacy.marks import erased
from storefront.events.taking import take
from storefront.events.visitors import Visitors
from storefront.figures.asking import figures
from storefront.figures.kept import keep

STEP = "events"


def run_events(business: Business) -> Done:
    """Bring clicks, views and decisions of visitors into the lake; keep the record."""

    def work() -> Done:
        began = perf_counter()
        unwanted = erased(business.home).visitors
        lasts = timedelta(days=business.settings.retention.visits_days)
        taken = take(business.lake, unwanted=unwanted, lasts=lasts)
        with closing(Visitors(business.home)) as visitors:
            visitors.drop_old(datetime.now(UTC), lasts)
            for visitor in unwanted:
                visitors.forget(visitor)
        join_clicks(business.ledger, business.lake, datetime.now(UTC))
        keep(business.home, figures(business.lake, datetime.now(UTC)))
        return Done(
            step=STEP,
            rows_in=taken.events,
            rows_out=taken.events,
            failed=taken.damaged,
            seconds=round(perf_counter() - began, 3),
        )

    return recorded(business, STEP, work, writes=("shop_events",))
