"""A campaign: where a crawl starts, what belongs to it, in which order, and when it ends.

It comes from a TOML file (campaign/file.py) or from options. What it does not say, the
settings of the home say.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from frontier.trapsettings import Traps

Pages = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(ge=0, le=86_400 * 3650)]
Period = Annotated[float, Meta(ge=1, le=86_400 * 3650)]
Patterns = tuple[str, ...]
Selector = Annotated[str, Meta(min_length=1, max_length=1000)]
JavaScript = Literal["never", "auto", "always"]


class Courtesy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the campaign's hosts are treated; what is not said, the settings say."""

    delay_s: Annotated[
        Annotated[float, Meta(ge=0, le=3600)] | None,
        Meta(description="Time from a host's answer to the next request to it."),
    ] = field(default=None, name="delay")
    max_crawl_delay_s: Annotated[
        Seconds | None,
        Meta(description="A Crawl-delay in robots.txt is obeyed up to this."),
    ] = field(default=None, name="max_crawl_delay")
    adaptive_factor: Annotated[
        Annotated[float, Meta(ge=0, le=1000)],
        Meta(description="Wait this many times as long as the last answer took."),
    ] = 0.0
    bytes_per_s: Annotated[
        Annotated[float, Meta(ge=0)],
        Meta(description="Take no more a second from a host; 0: any."),
    ] = 0.0
    group_by: Annotated[
        Literal["none", "domain", "address"],
        Meta(description="Hosts of one domain or address also wait for each other."),
    ] = "none"
    group_delay_s: Annotated[
        Seconds, Meta(description="Time between two requests to hosts of one group.")
    ] = field(default=0.0, name="group_delay")


class Step(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """One thing done in a rendered page; exactly one of its words is said."""

    wait_for: Annotated[
        Selector | None,
        Meta(description="Wait until an element shows that this CSS selector finds."),
    ] = None
    wait_s: Annotated[
        Annotated[float, Meta(ge=0, le=60)] | None,
        Meta(description="Wait for this time, as `500ms`."),
    ] = field(default=None, name="wait")
    click: Annotated[
        Selector | None,
        Meta(description="Click the first element that this CSS selector finds."),
    ] = None
    scroll: Annotated[
        Annotated[int, Meta(ge=1, le=100)] | None,
        Meta(description="Go to the bottom so many times, as far as it grows."),
    ] = None

    def said(self) -> dict[str, Any]:
        """Return the words that it says, as the campaign writes them."""
        said: dict[str, Any] = msgspec.to_builtins(self)
        return said


class Action(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What is done in rendered pages before they are read."""

    match: Annotated[
        str,
        Meta(description="In pages whose address matches; without it, in all."),
    ] = ""
    steps: Annotated[
        tuple[Step, ...],
        Meta(description="What is done, in order; each step says one of these words:"),
    ] = ()


class Render(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pages a browser renders."""

    js: Annotated[
        JavaScript | None,
        Meta(
            description="Pages that no pattern names: never, those that are empty"
            " without a browser, or always."
        ),
    ] = None
    always: Annotated[
        Patterns, Meta(description="Addresses that match one of these are rendered.")
    ] = ()
    never: Annotated[
        Patterns,
        Meta(description="Addresses that match one of these are not, whatever else."),
    ] = ()
    hosts: Annotated[
        Patterns,
        Meta(
            description="Hosts that rendered pages may fetch from beside those of their"
            " own domain, as `cdn.example.net` or `*.example.net`."
        ),
    ] = ()
    actions: Annotated[
        tuple[Action, ...],
        Meta(description="What is done in rendered pages before they are read."),
    ] = ()


class Revisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How soon pages are fetched again: sooner each time one changed, later if not."""

    on: Annotated[bool, Meta(description="Fetch pages again when they are due.")] = True
    offers: Annotated[
        Period,
        Meta(description="From a first visit to the second, of a page with a price."),
    ] = 6 * 3600.0
    pages: Annotated[Period, Meta(description="The same for all other pages.")] = (
        24 * 3600.0
    )
    shortest: Annotated[
        Period, Meta(description="No page is fetched again sooner than this.")
    ] = 3600.0
    longest: Annotated[
        Period, Meta(description="No page is fetched again later than this.")
    ] = 14 * 86_400.0

    def __post_init__(self) -> None:
        for name in ("offers", "pages"):
            if not self.shortest <= getattr(self, name) <= self.longest:
                raise ValueError(
                    f"{name} is shorter than the shortest or longer than the longest"
                )


class Campaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a crawl starts, how far it goes and when it ends."""

    name: Annotated[
        Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")],
        Meta(description="What the campaign is called; without it, as its file."),
    ]
    seeds: Annotated[
        tuple[str, ...], Meta(description="Addresses where the crawl starts.")
    ] = ()
    seed_files: Annotated[
        tuple[str, ...],
        Meta(
            description="Files of seeds, one a line, or .csv, .jsonl or .parquet with a"
            " column `url`; their place is told from the campaign's file."
        ),
    ] = ()
    seed_sitemaps: Annotated[
        tuple[str, ...],
        Meta(description="Sitemaps whose pages are seeds, by their addresses."),
    ] = ()
    seed_feeds: Annotated[
        tuple[str, ...],
        Meta(description="RSS and Atom feeds whose entries are seeds."),
    ] = ()
    sitemaps: Annotated[
        bool,
        Meta(description="Fetch what sitemaps named in robots.txt list, as if seeds."),
    ] = False
    scope: Annotated[
        Literal["host", "domain", "any"],
        Meta(
            description="Which links are followed: to the seeds' hosts, to their"
            " domains, or all."
        ),
    ] = "host"
    include: Annotated[
        Patterns,
        Meta(
            description="Only addresses that match one of these belong; seeds and"
            " sitemaps always do."
        ),
    ] = ()
    exclude: Annotated[
        Patterns,
        Meta(description="Addresses that match one of these do not belong."),
    ] = ()
    depth: Annotated[
        Annotated[int, Meta(ge=0, le=65_535)] | None,
        Meta(description="How many links from a seed the crawl goes."),
    ] = None
    order: Annotated[
        Literal["breadth", "depth", "best"],
        Meta(
            description="What of a host is fetched first: what is near the seeds, what"
            " is far from them, or what has the highest score."
        ),
    ] = "breadth"
    score: Annotated[
        Annotated[str, Meta(max_length=2000)],
        Meta(description="For the order best: an expression over one link."),
    ] = ""
    max_pages: Annotated[
        Pages | None, Meta(description="A call of the crawl ends after so many pages.")
    ] = None
    max_bytes: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="A call of the crawl ends after so many bytes, as `2 GB`."),
    ] = None
    max_time_s: Annotated[
        Annotated[float, Meta(gt=0)] | None,
        Meta(description="A call of the crawl ends after this time, as `90m`."),
    ] = field(default=None, name="max_time")
    total_pages: Annotated[
        Pages | None, Meta(description="So many pages over all calls, and no more.")
    ] = None
    pages_per_host: Annotated[
        Pages | None, Meta(description="So many pages of one host over all calls.")
    ] = None
    pages_per_domain: Annotated[
        Pages | None, Meta(description="So many pages of one domain over all calls.")
    ] = None
    concurrency: Annotated[
        Annotated[int, Meta(ge=1, le=1000)] | None,
        Meta(description="Requests at once, over all hosts."),
    ] = None
    patience_s: Annotated[
        Seconds | None,
        Meta(description="A host that wants a longer pause is left for a later call."),
    ] = field(default=None, name="patience")
    user_agent: Annotated[
        Annotated[str, Meta(min_length=1, max_length=200)] | None,
        Meta(description="The name under which hosts see the crawler."),
    ] = None
    contact: Annotated[
        Annotated[str, Meta(max_length=200)] | None,
        Meta(description="A web or mail address where a host's owner finds you."),
    ] = None
    schedule: Annotated[
        str,
        Meta(
            description="When a worker crawls it by itself: `every 6h`, `daily 03:30`,"
            " `mon,thu 04:00`, five fields of cron, in UTC, or `never`; without it, as"
            " `work.discover` says, once a person has begun it."
        ),
    ] = ""
    politeness: Annotated[Courtesy, Meta(description="How hosts are treated.")] = (
        Courtesy()
    )
    revisit: Annotated[Revisit, Meta(description="When pages are fetched again.")] = (
        Revisit()
    )
    render: Annotated[Render, Meta(description="Which pages a browser renders.")] = (
        Render()
    )
    traps: Annotated[
        Traps, Meta(description="What makes an address a trap; 0 switches a rule off.")
    ] = Traps()

    @property
    def is_seeded(self) -> bool:
        """Whether it says anywhere where to start."""
        return bool(
            self.seeds or self.seed_files or self.seed_sitemaps or self.seed_feeds
        )
