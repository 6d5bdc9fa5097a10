"""What happened in the shop, brought into the lake with the other stages of a run."""

from datetime import UTC, datetime
from time import perf_counter

from jobs.business import Business, Done, recorded
from storefront.events.taking import take
from storefront.events.visitors import Visitors

STEP = "events"


def run_events(business: Business) -> Done:
    """Bring clicks, views and decisions of visitors into the lake; keep the record."""

    def work() -> Done:
        began = perf_counter()
        taken = take(business.lake)
        visitors = Visitors(business.home)
        visitors.drop_old(datetime.now(UTC))
        visitors.close()
        return Done(
            step=STEP,
            rows_in=taken.events,
            rows_out=taken.events,
            failed=taken.damaged,
            seconds=round(perf_counter() - began, 3),
        )

    return recorded(business, STEP, work)
