"""The chain after the crawl: which stages there are, and one way to run one of them.

Nothing here decides what is new: a stage does.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from enrich.generate.comparison import GENERATE
from enrich.match import MATCH
from enrich.score import SCORE
from extract.stage import EXTRACT, with_owner
from jobs.again import times_again
from jobs.business import Business, Done, recorded
from jobs.salt import author_salt
from jobs.sites import read_sites
from lake.stages import Stage, run_stage
from storefront.catalogue.publish import Published, publish

Watch = Callable[[int, int], None]

# In the order in which data moves.
STAGES: tuple[Stage, ...] = (EXTRACT, MATCH, SCORE, GENERATE)


def run_one(business: Business, stage: Stage, watch: Watch) -> Done:
    """Run `stage` over what is new and keep the run's record."""
    if stage is EXTRACT:
        home = business.home
        stage = with_owner(read_sites(home), author_salt(home), times_again(home))

    def work() -> Done:
        processes = business.settings.lake.processes
        made = run_stage(business.lake, stage, processes=processes, progress=watch)
        return Done(
            step=stage.name,
            rows_in=made.rows_in,
            rows_out=made.rows_out,
            failed=made.failed,
            seconds=round(made.seconds, 3),
        )

    return recorded(business, stage.name, work)


def run_publish(business: Business) -> Published:
    """Publish what the lake holds, and keep the run's record."""
    published: list[Published] = []

    def work() -> Done:
        out = publish(
            business.lake,
            business.ledger,
            business.settings.shop,
            now=datetime.now(UTC),
        )
        published.append(out)
        rows_out = 0 if out.unchanged else out.new + out.changed
        return Done(
            step="publish",
            rows_in=out.published,
            rows_out=rows_out,
            failed=0,
            seconds=0,
        )

    recorded(business, "publish", work)
    return published[0]
