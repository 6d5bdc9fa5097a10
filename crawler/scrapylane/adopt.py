"""The frontier in anybody's Scrapy project: what a project's settings become.

With HARVESTMAN_HOME set, the frontier chooses and paces every request of the project:
`adopt` puts its scheduler, its filter and its gate where Scrapy's own stood.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import structlog
from msgspec import Meta
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.errors import BadSetting
from frontier.plan import Plan
from frontier.politeness import Politeness
from frontier.robotssettings import RobotsSettings
from frontier.trapsettings import Traps

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

SCHEDULER = "crawler.scheduler.FrontierScheduler"
FILTER = "crawler.dupefilter.FrontierDupeFilter"
GATE = "crawler.gate.Gate"
KEEP = "crawler.keep.Keep"
# Nearest to the network, so that what the gate sees was really asked.
_GATE_AT = 990
_ROBOTS = "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware"
# What the adoption needs counts for more than what a project says of the same.
_LEAST = SETTINGS_PRIORITIES["project"]
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_NO_TRAPS = Traps(
    longest_chars=0,
    most_segments=0,
    most_repeats=0,
    own_name=False,
    most_parameters=0,
)
_UNNAMED = "-_0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST_NAME = 64
_ANY_NUMBER = 100  # of requests at once, where Scrapy's settings ask for no limit


class SchedulerSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """How the frontier works for one spider."""

    home: Path
    campaign: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    order: Literal["breadth", "depth", "best"] = "breadth"
    delay_s: Annotated[float, Meta(ge=0, le=3600)] = 0.0
    max_delay_s: Annotated[float, Meta(ge=0, le=86_400)] = 60.0
    patience_s: Annotated[float, Meta(ge=0)] = 60.0
    flush_s: Annotated[float, Meta(gt=0, le=60)] = 0.1
    traps: bool = False
    robots: str = ""  # the name that robots.txt knows us by; empty: not asked
    concurrency: Annotated[int, Meta(ge=1)] = 16

    def plan(self) -> Plan:
        """Return what the frontier is asked for."""
        return Plan(
            order=self.order,
            traps=Traps() if self.traps else _NO_TRAPS,
            politeness=Politeness(
                delay_s=self.delay_s, max_crawl_delay_s=self.max_delay_s
            ),
            robots=RobotsSettings(name=self.robots) if self.robots else None,
        )


def adopt(settings: "BaseSettings") -> None:
    """Let the frontier choose and pace requests, if the project says where it lives."""
    if not settings.get("HARVESTMAN_HOME"):
        return
    if settings.get("HARVESTMAN_DELAY") is None:
        _set(settings, "HARVESTMAN_DELAY", settings.getfloat("DOWNLOAD_DELAY"))
    _set(settings, "SCHEDULER", SCHEDULER)
    _set(settings, "DUPEFILTER_CLASS", FILTER)
    # A second clock in the downloader would make every delay longer.
    _set(settings, "DOWNLOAD_DELAY", 0)
    _put(settings, "DOWNLOADER_MIDDLEWARES", {GATE: _GATE_AT, _ROBOTS: None})
    if settings.getbool("HARVESTMAN_KEEP"):
        _put(settings, "EXTENSIONS", {KEEP: 0})


def log_as_scrapy_does() -> None:
    """Send our events to Python's logging, unless the program said where they go.

    By itself structlog prints to standard output, where `scrapy crawl -O -` has items.
    """
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def scheduler_settings(settings: "BaseSettings", spider: str) -> SchedulerSettings:
    """Return what the Scrapy settings of a spider ask of the frontier."""
    if settings.getbool("AUTOTHROTTLE_ENABLED"):
        raise BadSetting(
            "AUTOTHROTTLE_ENABLED = True; expected False, because the frontier keeps"
            " the pace of every host: set HARVESTMAN_DELAY instead"
        )
    agent = settings.get("ROBOTSTXT_USER_AGENT") or settings["USER_AGENT"]
    given: dict[str, Any] = {
        "home": Path(settings.get("HARVESTMAN_HOME") or "harvest"),
        "campaign": settings.get("HARVESTMAN_CAMPAIGN") or _name_of(spider),
        "delay_s": settings.get("HARVESTMAN_DELAY", settings["DOWNLOAD_DELAY"]),
        "traps": settings.getbool("HARVESTMAN_TRAPS"),
        "robots": _token(agent) if settings.getbool("ROBOTSTXT_OBEY") else "",
        "concurrency": settings.getint("CONCURRENT_REQUESTS") or _ANY_NUMBER,
    }
    for name, (field, _) in _SETTINGS.items():
        if field not in given and settings.get(name) is not None:
            given[field] = settings[name]
    try:
        # Not strictly: what `scrapy crawl -s` says is text, a number too.
        return msgspec.convert(given, SchedulerSettings, strict=False)
    except msgspec.ValidationError as error:
        raise BadSetting(_named(str(error), given)) from None


def _named(error: str, given: Mapping[str, Any]) -> str:
    """Return in the words of the project's settings what msgspec says of a field."""
    for setting, (field, expected) in _SETTINGS.items():
        if error.endswith(f"`$.{field}`"):
            return f"{setting} = {given[field]!r}; expected {expected}"
    return error


_SETTINGS = {
    "HARVESTMAN_ORDER": ("order", "breadth, depth or best"),
    "HARVESTMAN_CAMPAIGN": ("campaign", "at most 64 small letters, digits, - and _"),
    "HARVESTMAN_DELAY": ("delay_s", "seconds from 0 to 3,600"),
    "HARVESTMAN_MAX_DELAY": ("max_delay_s", "seconds from 0 to 86,400"),
    "HARVESTMAN_PATIENCE": ("patience_s", "seconds, 0 or more"),
    "HARVESTMAN_FLUSH": ("flush_s", "seconds above 0, 60 at most"),
    "CONCURRENT_REQUESTS": ("concurrency", "a whole number, 0 or more"),
}


def _put(settings: "BaseSettings", name: str, added: Mapping[str, Any]) -> None:
    """Add to a table of the settings what the project does not say itself."""
    _set(settings, name, {**added, **settings.getdict(name)})


def _set(settings: "BaseSettings", name: str, value: object) -> None:
    settings.set(name, value, max(settings.getpriority(name) or 0, _LEAST))


def _token(user_agent: str) -> str:
    """Return the name by which robots.txt may name us: `shopbot` of `shopbot/2.1`."""
    found = _TOKEN.match(user_agent)
    if found is None:
        raise BadSetting(
            f"USER_AGENT = {user_agent!r}; expected a name that begins with letters,"
            " digits, - or _, for robots.txt to name it, or ROBOTSTXT_OBEY = False"
        )
    return found[0]


def _name_of(spider: str) -> str:
    """Return a campaign's name made of a spider's: `Quotes.com` gives `quotes-com`."""
    marks = [mark if mark in _UNNAMED else "-" for mark in spider.lower()]
    return "".join(marks).strip("-_")[:_LONGEST_NAME] or "spider"
