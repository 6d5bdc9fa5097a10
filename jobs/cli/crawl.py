"""`harvestman crawl`: fetch pages, by URLs or by a campaign file."""

from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec

from crawler.campaign import Campaign
from crawler.campaignfile import make_campaign, read_campaign
from crawler.crawl import Crawled, Job
from crawler.run import Progress
from crawler.settings import CrawlSettings
from jobs.cli.call import Call, log_to, with_call
from jobs.cli.progress import Report, progress
from jobs.pipeline import business
from jobs.pipeline import run_crawl as record_crawl


@click.command(
    epilog="""\b
Examples:
  harvestman crawl https://shop.example/ --max-pages 200
  harvestman crawl example.toml --delay 2      # from the home's campaigns/
  harvestman crawl --seeds urls.txt --scope domain

A second call with the same home and campaign goes on where the first one ended."""
)
@click.argument("targets", nargs=-1, metavar="URL... | CAMPAIGN.toml")
@click.option(
    "--seeds",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one URL a line.",
)
@click.option("--max-pages", type=click.IntRange(min=1), help="Stop after N pages.")
@click.option("--depth", type=click.IntRange(min=0), help="Follow links N steps far.")
@click.option(
    "--scope",
    type=click.Choice(["host", "domain", "any"]),
    help="Which links are followed: those to the seeds' hosts, their domains, or all.",
)
@click.option("--delay", type=click.FloatRange(min=0), help="Seconds between requests.")
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    help="Hosts that want a longer pause are left for a later call.",
)
@click.option(
    "--concurrency", type=click.IntRange(min=1), help="Requests at once, all hosts."
)
@click.option(
    "--js",
    type=click.Choice(["never", "auto", "always"]),
    help="When a browser renders pages.",
)
@click.option("--no-robots", is_flag=True, help="Ignore robots.txt (own hosts only).")
@click.option(
    "--allow-private", is_flag=True, help="Fetch from loopback and private addresses."
)
@with_call(makes_home=True)
def crawl(call: Call, targets: tuple[str, ...], **options: Any) -> None:
    """Fetch pages and keep them in the lake."""
    campaign = _campaign(call.home, targets, options)
    job = Job(
        home=call.home,
        campaign=campaign,
        settings=_settings(call, options),
        lake=call.settings.lake,
    )
    with progress() as shown, shown.step("crawl") as report:
        done = run_crawl(call, job, report)
    call.answer(done, _words(done, campaign))
    if done.reason == "interrupted":
        raise KeyboardInterrupt


def run_crawl(call: Call, job: Job, report: Report) -> Crawled:
    """Run `job` and show how it goes."""

    def watch(state: Progress) -> None:
        words = f"{state.hosts} hosts, {state.bytes / 1e6:.1f} MB"
        if state.errors:
            words += f", {state.errors} errors"
        report(state.pages, state.pages + max(state.queued, 0), words)

    prepare = partial(log_to, call.settings, call.run_id)
    with business(call.home, call.settings) as open_:
        done = record_crawl(open_, job, watch, prepare)
    report(done.pages, done.pages, f"{done.pages_per_s} pages/s, {done.reason}")
    return done


def _campaign(
    home: Path, targets: tuple[str, ...], options: dict[str, Any]
) -> Campaign:
    files = [target for target in targets if target.endswith(".toml")]
    if files and (len(targets) > 1 or options["seeds"]):
        raise click.UsageError("give either URLs or one campaign file, not both.")
    changed = {
        name: options[name]
        for name in ("max_pages", "depth", "scope")
        if options[name] is not None
    }
    if files:
        return msgspec.structs.replace(read_campaign(_file(home, files[0])), **changed)
    seeds = [*targets, *_seeds(options["seeds"])]
    if not seeds:
        raise click.UsageError("there is nothing to crawl: give a URL or a campaign.")
    return make_campaign({"name": "default", "seeds": seeds, **changed}, "crawl")


def _file(home: Path, name: str) -> Path:
    """Return the campaign file `name`: from here, or from the home's campaigns."""
    places = (Path(name), home / name, home / "campaigns" / name)
    return next((place for place in places if place.is_file()), places[0])


def _seeds(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except UnicodeDecodeError:
        raise click.UsageError(f"{path} is no text in UTF-8.") from None
    return [line for line in lines if line and line[0] != "#"]


def _settings(call: Call, options: dict[str, Any]) -> CrawlSettings:
    given = {
        "delay_s": options["delay"],
        "patience_s": options["patience"],
        "concurrency": options["concurrency"],
        "js": options["js"],
        "obey_robots": False if options["no_robots"] else None,
        "allow_private": True if options["allow_private"] else None,
    }
    changed = {name: value for name, value in given.items() if value is not None}
    whole = {**msgspec.structs.asdict(call.settings.crawl), **changed}
    try:
        return msgspec.convert(whole, CrawlSettings)
    except msgspec.ValidationError as error:
        raise click.UsageError(f"an option is out of its range: {error}.") from None


def _words(done: Crawled, campaign: Campaign) -> str:
    text = (
        f"{done.pages} new pages of campaign {campaign.name} in {done.seconds:.0f} s"
        f" ({done.fetched} fetched, {done.errors} errors, {done.duplicates} duplicates,"
        f" {done.forbidden} forbidden by robots.txt, {done.deferred} deferred):"
        f" {done.reason}"
    )
    if done.unrendered:
        text += f"; {done.unrendered} pages need a browser: apt-get install chromium"
    if done.private:
        text += f"; {done.private} addresses are private: see --allow-private"
    if done.next_ready_at:
        text += f"; deferred hosts are ready at {done.next_ready_at:%H:%M:%S} UTC"
    return text
