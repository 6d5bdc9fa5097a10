"""`harvestman demo`: the whole product on a sample web, from crawl to shop."""

from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial

import click

from crawler.job import Crawled
from crawler.sampleweb.settings import WebSettings
from jobs.business import Business, Done, business, whole_run
from jobs.cli.beside import worker_beside
from jobs.cli.call import Call, log_to, with_call
from jobs.cli.crawl import run_crawl
from jobs.cli.money import money_beside
from jobs.cli.progress import progress
from jobs.cli.run import run_steps, words
from jobs.cli.serve import serve_shop, shop_settings
from jobs.demo import sample_crawl, totals
from jobs.demobooks import begin_books, know_rates
from jobs.failures import Failures
from jobs.graph import GRAPH, steps_of, with_steps
from jobs.pipeline import Step, run_publish
from storefront.catalogue.publish import Published
from storefront.serve import refuse_taken_port


@click.command(
    epilog="""\b
Examples:
  harvestman demo
  harvestman demo --once --json
  harvestman demo --day 1 --once      # a day later: some prices have moved"""
)
@click.option("--host", help="The shop's address.  [default: shop.host]")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The shop's port.  [default: shop.port]",
)
@click.option(
    "--once", is_flag=True, help="Stop after publishing and print the counts."
)
@click.option(
    "--day", type=click.IntRange(min=0), default=0, help="The day of the sample web."
)
@click.option(
    "--web-port",
    type=click.IntRange(1, 65535),
    default=8790,
    show_default=True,
    help="The port of the sample web.",
)
@click.option(
    "--no-work", is_flag=True, help="Serve the shop alone; nothing is done beside."
)
@with_call(makes_home=True)
def demo(
    call: Call,
    once: bool,
    host: str | None,
    port: int | None,
    no_work: bool,
    **web: int,
) -> None:
    """Crawl a sample web, make a shop of it and serve it.

    The sample web is a small internet inside this program; nothing outside this machine
    is asked. The shop's books begin 40 days ago, because a reduction may be shown only
    after 30 days of sale.
    """
    settings = WebSettings(day=web["day"], port=web["web_port"])
    prepare = partial(log_to, call.settings, call.run_id)
    shop = shop_settings(call, host, port)
    if not once:
        refuse_taken_port(shop)  # now, not in two minutes
    call.say(
        f"A sample web is crawled into {call.home}; this takes two to four minutes."
    )
    with progress() as shown:
        with (
            shown.step("crawl") as report,
            sample_crawl(call.home, call.settings, settings, prepare) as job,
        ):
            crawled = run_crawl(call, job, report)
        if crawled.reason == "interrupted":
            raise KeyboardInterrupt
        with (
            business(call.home, call.settings) as opened,
            whole_run(opened, "demo") as open_,
        ):
            know_rates(open_, datetime.now(UTC))
            failures, graph = Failures(), with_steps(GRAPH, publish=_opening)
            steps = steps_of(graph, open_)
            done, published = run_steps(steps, shown.step, failures)
            failures.tell()
    if published is not None:
        _answer(call, crawled, done, published)
    if not once:
        with (
            money_beside(call, shop),
            nullcontext() if no_work else worker_beside(call),
        ):
            serve_shop(call, shop, tries=True)


def _opening(business: Business) -> list[Step]:
    """Return how a shop is published whose books begin days ago."""

    def opened(_: object) -> Published:
        begin_books(business, datetime.now(UTC))
        return run_publish(business)

    return [("publish", opened)]


def _answer(
    call: Call, crawled: Crawled, done: list[Done], published: Published
) -> None:
    found = totals(call.home)
    found["published"] = published.published
    new = {"pages": crawled.pages, **{one.step: one.rows_out for one in done}}
    nothing = not any(new.values()) and published.unchanged
    lines = [
        f"crawl: {crawled.pages:,} new pages ({crawled.reason})",
        *(words(one) for one in done),
        words(published),
    ]
    if crawled.unrendered:
        lines.append("crawl: one shop needs a browser; apt-get install chromium")
    if nothing:
        lines.append("Nothing new: everything was done before.")
    call.answer({**found, "new": new, "nothing_new": nothing}, "\n".join(lines))
