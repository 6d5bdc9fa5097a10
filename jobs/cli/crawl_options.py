"""What a call of `harvestman crawl` may say: options over the campaign over settings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from crawler.campaign.file import make_campaign, read_campaign
from crawler.campaign.model import Campaign, Revisit
from crawler.campaign.seedsadded import with_added
from crawler.campaign.settings import settings_of
from crawler.settings import CrawlSettings
from jobs.campaigns import refuse_no_url
from jobs.cli.amounts import Duration, Size

# What shops show of a product at most, but for a few.
_IMAGES = 8
_COUNT = click.IntRange(min=1)
_OPTIONS = (
    click.option(
        "--seeds",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A file with one URL a line, or .csv, .jsonl, .parquet with a column url.",
    ),
    click.option(
        "--sitemap", multiple=True, metavar="URL", help="A sitemap to start from."
    ),
    click.option(
        "--feed",
        multiple=True,
        metavar="URL",
        help="An RSS or Atom feed to start from.",
    ),
    click.option(
        "--scope",
        type=click.Choice(["host", "domain", "any"]),
        help="Which links are followed: those to the seeds' hosts, their domains, or"
        " all.",
    ),
    click.option(
        "--include", multiple=True, metavar="REGEX", help="Only addresses like this."
    ),
    click.option(
        "--exclude", multiple=True, metavar="REGEX", help="No addresses like this."
    ),
    click.option(
        "--depth", type=click.IntRange(min=0), help="Follow links N steps far."
    ),
    click.option(
        "--order",
        type=click.Choice(["breadth", "depth", "best"]),
        help="What goes first: near the seeds, far from them, or the highest score.",
    ),
    click.option("--score", metavar="TEXT", help="An expression for the order best."),
    click.option("--max-pages", type=_COUNT, help="Stop after N pages."),
    click.option("--max-bytes", type=Size(), help="Stop after 500MB, 2GB ..."),
    click.option("--max-time", type=Duration(), help="Stop after 90s, 15m, 2h ..."),
    click.option("--pages-per-host", type=_COUNT, help="So many of one host, ever."),
    click.option(
        "--delay", type=click.FloatRange(min=0), help="Seconds between requests."
    ),
    click.option(
        "--patience",
        type=click.FloatRange(min=0),
        help="Hosts that want a longer pause are left for a later call.",
    ),
    click.option("--concurrency", type=_COUNT, help="Requests at once, all hosts."),
    click.option("--user-agent", metavar="NAME", help="The name that hosts see."),
    click.option("--contact", metavar="TEXT", help="Where hosts' owners find you."),
    click.option(
        "--js",
        type=click.Choice(["never", "auto", "always"]),
        help="When a browser renders pages.",
    ),
    click.option(
        "--lane",
        type=click.Choice(["auto", "fast", "scrapy"]),
        default="auto",
        show_default=True,
        help="Which engine fetches; auto takes the fast one where it will do.",
    ),
    click.option(
        "--processes",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help="Crawl in so many processes, each with hosts of its own.",
    ),
    click.option(
        "--no-store",
        is_flag=True,
        help="Keep no page, only what was asked; for measuring and for trying out.",
    ),
    click.option(
        "--images", is_flag=True, help="Fetch and keep pictures of products as well."
    ),
    click.option(
        "--no-robots", is_flag=True, help="Ignore robots.txt (own hosts only)."
    ),
    click.option(
        "--allow-private",
        is_flag=True,
        help="Fetch from loopback and private addresses.",
    ),
)
# Options that go over a key of the campaign, or over one in a table of it.
_OVER = {
    name: (name,)
    for name in [
        "scope",
        "include",
        "exclude",
        "depth",
        "order",
        "score",
        "max_pages",
        "max_bytes",
        "max_time",
        "pages_per_host",
        "patience",
        "concurrency",
        "user_agent",
        "contact",
    ]
}
_BELOW = {"delay": ("politeness", "delay"), "js": ("render", "js")}
_MORE = {"seeds": "seed_files", "sitemap": "seed_sitemaps", "feed": "seed_feeds"}


def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say what is crawled, and how."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def campaign_from(
    home: Path, targets: tuple[str, ...], options: dict[str, Any]
) -> Campaign:
    """Return the campaign that the arguments and options of a call mean."""
    files = [path for name in targets if (path := _campaign_file(home, name))]
    if files and len(targets) > 1:
        raise click.UsageError("give either URLs or one campaign file, not both.")
    if files:
        return _changed(home, _read(home, files[0], options), options)
    if not (targets or any(options[name] for name in _MORE)):
        raise click.UsageError("there is nothing to crawl: give a URL or a campaign.")
    for name in targets:
        refuse_no_url(home, name)
    # What has no file is crawled by no worker, so nobody would come to see it again.
    once = Revisit(on=False)
    return _changed(
        home, Campaign(name="default", seeds=targets, revisit=once), options
    )


def settings_from(
    campaign: Campaign, settings: CrawlSettings, options: dict[str, Any]
) -> CrawlSettings:
    """Return the settings of a call: what it says, else the campaign, else the home."""
    made = settings_of(campaign, settings)
    if options["no_robots"]:
        made = msgspec.structs.replace(made, obey_robots=False)
    if options["allow_private"]:
        made = msgspec.structs.replace(made, allow_private=True)
    if options["images"]:
        made = msgspec.structs.replace(made, images=made.images or _IMAGES)
    return made


def _campaign_file(home: Path, name: str) -> Path | None:
    """Return the file that `name` means: a path, or one of the home's campaigns."""
    if name.endswith(".toml"):
        places = (Path(name), home / name, home / "campaigns" / name)
        return next((place for place in places if place.is_file()), places[0])
    path = home / "campaigns" / f"{name}.toml"
    return path if "/" not in name and path.is_file() else None


def _read(home: Path, path: Path, options: dict[str, Any]) -> Campaign:
    campaign = with_added(home, read_campaign(path, seeded=False))
    if campaign.is_seeded or any(options[name] for name in _MORE):
        return campaign
    return read_campaign(path)  # says where seeds are missing


def _changed(home: Path, campaign: Campaign, options: dict[str, Any]) -> Campaign:
    table: dict[str, Any] = msgspec.to_builtins(campaign)
    for name, way in {**_OVER, **_BELOW}.items():
        if options[name] is not None and options[name] != ():
            place = table[way[0]] if len(way) > 1 else table
            place[way[-1]] = options[name]
    if options["js"] == "never":
        table["render"]["always"] = ()  # never, whatever the campaign says
    if options["score"] is not None and options["order"] is None:
        table["order"] = "best"
    for name, key in _MORE.items():
        given = [_text(one) for one in options[name]]
        table[key] = tuple(dict.fromkeys([*table[key], *given]))
    return with_added(home, make_campaign(table, "crawl"))


def _text(given: str | Path) -> str:
    return str(given.absolute()) if isinstance(given, Path) else given
