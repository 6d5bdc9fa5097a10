"""`harvestman crawl`: fetch pages, by URLs or by a campaign file."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler.campaign.model import Campaign
from crawler.job import Crawled, Job
from crawler.manners.profile import refuse_ended
from jobs.business import business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.crawl_options import campaign_from, settings_from, with_options
from jobs.cli.crawl_show import shown
from jobs.cli.progress import Report, progress
from jobs.crawling import run_crawl as record_crawl


@click.command(
    epilog="""\b
Examples:
  harvestman crawl https://shop.example/ --max-pages 200
  harvestman crawl example.toml --delay 2      # from the home's campaigns/
  harvestman crawl --seeds urls.txt --scope domain -o pages.parquet
  harvestman crawl https://shop.example/ --score '9 * (kind == "product") - depth'

A second call with the same home and campaign goes on where the first one ended."""
)
@click.argument("targets", nargs=-1, metavar="URL... | CAMPAIGN.toml")
@with_options
@click.option(
    "--metrics",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Serve figures for Prometheus on this port of 127.0.0.1; 0 is any.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the pages that this call stored: .jsonl, .csv or .parquet.",
)
@with_call(makes_home=True)
def crawl(call: Call, targets: tuple[str, ...], **options: Any) -> None:
    """Fetch pages and keep them in the lake."""
    campaign = campaign_from(call.home, targets, options)
    refuse_ended(call.home, campaign.name, time.time())
    if options["output"]:
        if options["no_store"]:
            raise click.UsageError("-o writes what was stored: leave out --no-store.")
        from jobs.crawlfile import check_file

        check_file(options["output"])
    began_at = datetime.now(UTC)
    job = Job(
        home=call.home,
        campaign=campaign,
        settings=settings_from(campaign, call.settings.crawl, options),
        lake=call.settings.lake,
        lane=options["lane"],
        store=not options["no_store"],
        processes=options["processes"],
    )
    with progress() as bars, bars.step("crawl") as report:
        done = run_crawl(call, job, report, options["metrics"])
    if options["output"]:
        output = options["output"]
        from jobs.crawlfile import write_pages

        write_pages(call.home, call.settings.lake, campaign.name, began_at, output)
    call.answer(done, _words(done, campaign))
    if done.reason == "interrupted":
        raise KeyboardInterrupt


def run_crawl(
    call: Call, job: Job, report: Report, metrics_port: int | None = None
) -> Crawled:
    """Run `job` and show how it goes."""
    with (
        shown(call, job.campaign, report, metrics_port) as (show, prepare),
        business(call.home, call.settings) as open_,
    ):
        done = record_crawl(open_, job, show.told, prepare)
    report(done.pages, done.pages, f"{done.pages_per_s} pages/s, {done.reason}")
    return done


def _words(done: Crawled, campaign: Campaign) -> str:
    text = (
        f"{counted(done.pages, 'new page')} of campaign {campaign.name}"
        f" in {done.seconds:.0f} s ({done.fetched:,} fetched,"
        f" {counted(done.errors, 'error')}, {counted(done.duplicates, 'duplicate')},"
        f" {done.forbidden:,} forbidden by robots.txt, {done.deferred:,} deferred):"
        f" {done.reason}"
    )
    return "; ".join([text, *_advice(done, campaign)])


def _advice(done: Crawled, campaign: Campaign) -> Iterator[str]:
    """Yield what else has to be known, and what to do about it."""
    if not done.pages and done.fetched + done.errors > 0:
        yield f"what came instead: harvestman campaign stats {campaign.name}"
    if done.unrendered:
        yield f"pages that need a browser: {done.unrendered:,} (apt-get install chromium)"
    if done.private:
        yield f"private addresses: {done.private:,} (see --allow-private)"
    if done.blocked:
        review = f"harvestman campaign review {campaign.name}"
        yield f"answers that were walls: {done.blocked:,} (see {review})"
    yield from _wait(done, campaign)


def _wait(done: Crawled, campaign: Campaign) -> Iterator[str]:
    """Yield what that which is deferred waits for."""
    # Brings numpy along, which is not to be here while the crawl runs.
    from crawler.campaign.budget import TOTALS

    if done.reason == "paused":
        yield f"harvestman campaign resume {campaign.name} ends that"
    elif done.deferred and done.reason in TOTALS.values():
        yield f"what is deferred waits for a larger {done.reason} in the campaign"
    elif done.next_ready_at:
        yield f"deferred hosts are ready at {done.next_ready_at:%H:%M:%S} UTC"
    elif done.deferred > done.unrendered + done.private:
        yield "what is deferred waits for a larger budget, another scope or a decision"
