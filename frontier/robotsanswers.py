"""What is said about robots.txt: verdicts to the crawler, answers from it, outcomes."""

from enum import IntEnum

import msgspec


class Kind(IntEnum):
    """What a verdict says."""

    ALLOWED = 0
    FORBIDDEN = 1
    ASK = 2
    WAIT = 3


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What may be done with a URL: `ASK` comes with `robots_url`, `WAIT` with `until`."""

    kind: Kind
    robots_url: str | None = None
    until: float | None = None


ALLOWED = Verdict(Kind.ALLOWED)
FORBIDDEN = Verdict(Kind.FORBIDDEN)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What came back for robots.txt; `status` None: nothing did."""

    status: int | None
    body: bytes = b""
    location: str | None = None
    retry_after_s: float | None = None


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What an answer led to: a redirect to follow, or what is known from now on."""

    follow: str | None = None
    crawl_delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()
    wait_until: float | None = None


class RobotsStats(msgspec.Struct, frozen=True):
    """How many origins are in each state, and how many files are being fetched."""

    open: int
    with_rules: int
    closed: int
    unreachable: int
    deferred: int
    in_flight: int
