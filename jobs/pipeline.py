"""What the steps of the way are made of (graph.py has their order), and how one runs.

Nothing here decides what is new: a stage does.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import msgspec
import structlog

from enrich.generate.checked import CHECKED
from enrich.generate.kinds import TOLD, published_by
from enrich.generate.life import APPROVED, OFFERED
from enrich.generate.written import writing
from enrich.pricing import suggest
from enrich.research import market
from enrich.scoring import profit, score
from enrich.scoring.assumptions import assumptions
from enrich.steps import steps
from extract.stage import with_owner
from jobs.again import times_again
from jobs.approving import STEP, approving, copied
from jobs.assumed import times_assumed
from jobs.business import Business, Done, recorded
from jobs.exchanging import hand_over_rates
from jobs.grants.tending import ask_newest
from jobs.learning import equipment, lost, ready
from jobs.privacy.marks import erased
from jobs.salt import author_salt
from jobs.sites import read_sites
from jobs.tidying import tidied
from lake.pin import pin
from lake.pool import Pool
from lake.stages import Stage, run_stage
from storefront.catalogue.publish import Published, publish

log = structlog.get_logger()

Watch = Callable[[int, int], None]
Result = Done | Published
Step = tuple[str, Callable[[Watch], Result]]


def extracting(business: Business) -> Stage:
    """Return the stage that reads pages, with what the home's owner added to it."""
    home = business.home
    gone = erased(home).authors
    return with_owner(read_sites(home), author_salt(home), times_again(home), gone)


def enriching(business: Business) -> tuple[Stage, ...]:
    """Return the steps of enriching, with the home's models."""
    return steps(ready(equipment(business)))


def enriching_less_lost(business: Business) -> tuple[Stage, ...]:
    """Return the steps of enriching, but those whose model is lost: they wait."""
    tools = equipment(business)
    waiting = lost(tools)
    for step, why in waiting.items():
        log.warning("enrich.left_out", step=step, reason=why)
    return tuple(step for step in steps(tools) if step.name not in waiting)


def scoring(business: Business) -> tuple[Stage, ...]:
    """Return the stages that score groups and programmes, and what follows of prices."""
    tools = equipment(business)
    times = times_assumed(business.home, assumptions(tools).digest)
    tools = msgspec.structs.replace(tools, assumed=times)
    return (score.stage(tools), profit.stage(tools), suggest.stage(tools))


def researching(business: Business) -> Stage:
    """Return the stage that looks at markets, after all that it counts."""
    return market.stage(equipment(business))


def generating(business: Business) -> tuple[Stage, ...]:
    """Return the stages that make products, in the shop's name."""
    return published_by(business.settings.shop.name)


def run_one(business: Business, stage: Stage, watch: Watch, sample: int = 0) -> Done:
    """Run `stage` over what is new and keep the run's record."""

    def work() -> Done:
        made = run_stage(
            business.lake, stage, pool=business.pool, sample=sample, progress=watch
        )
        return Done(
            step=stage.name,
            rows_in=made.rows_in,
            rows_out=made.rows_out,
            failed=made.failed,
            seconds=round(made.seconds, 3),
        )

    return recorded(business, stage.name, work, reads=stage.reads, writes=stage.writes)


def run_approving(business: Business) -> Done:
    """Let the rule approve what waits, and keep the run's record."""
    tables = {"reads": ("generated",), "writes": ("approvals",)}
    return recorded(business, STEP, lambda: approving(business), **tables)


def selling(business: Business) -> tuple[Step, ...]:
    """Return what leads from drafts to what may be published: the gate, then approval.

    Where a writer is set, it words them before the gate. Texts and videos tell of what
    passed.
    """
    return (
        *wording(business),
        (CHECKED.name, lambda watch: run_one(business, CHECKED, watch)),
        *((name, partial(run_one, business, stage)) for name, stage in TOLD.items()),
        (STEP, lambda _: run_approving(business)),
        (APPROVED.name, lambda watch: run_one(business, APPROVED, watch)),
    )


def wording(business: Business) -> tuple[Step, ...]:
    """Return the step that words drafts anew, where a writer is set; in this process.

    A model in each process would need its room many times; a service wants one caller.
    """
    home, settings = business.home.absolute(), business.settings
    stage = writing(settings.writers, home, settings.enrich.threads)
    if stage is None:
        return ()
    alone = replace(business, pool=Pool(1))
    return ((stage.name, lambda watch: run_one(alone, stage, watch)),)


def run_decided(business: Business) -> None:
    """Let the lake know what was decided just now, and what follows from it."""
    copied(business)
    run_one(business, APPROVED, _unwatched)


def run_publish(business: Business, *, despite_jump: bool = False) -> Published:
    """Publish what the lake holds, and keep the run's record."""
    published: list[Published] = []

    def work() -> Done:
        out = publish(
            business.lake,
            business.ledger,
            business.settings.shop,
            now=datetime.now(UTC),
            despite_jump=despite_jump,
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

    reads = "offers_latest", "products", "scores", "generated", "approvals"
    recorded(business, "publish", work, reads=reads, writes=("catalogue",))
    hand_over_rates(business, datetime.now(UTC))
    if run_one(business, OFFERED, _unwatched).rows_out:
        pin(business.lake)  # what is on sale is what analysts see as well
    tidied(business, datetime.now(UTC))
    ask_newest(business.home, business.ledger, datetime.now(UTC))
    return published[0]


def _unwatched(done: int, total: int) -> None:
    """Show no progress."""
