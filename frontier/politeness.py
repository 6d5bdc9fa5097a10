"""How long a host is left alone: after an answer, and after it said "too much".

    delay   what a person set for the host, else the floor of every host; raised to its
            Crawl-delay (up to a cap), to a share of what it took for its last answer,
            and to what its bandwidth cap asks for. Runs from the end of an answer.
    pause   what Retry-After says, or a back-off that doubles with each 429 and 503
            and is forgiven when the host answered well after a quiet time.

Both are pure functions of numbers. Whatever a host sends, NaN and infinity included, no
delay is negative and none is longer than `max_pause_s`.
"""

from math import isfinite
from typing import Annotated, Literal, NamedTuple

import msgspec
import numpy as np
from msgspec import Meta

from frontier.errors import BadRule
from frontier.kernel import Times, kernel

# Doublings are counted to here: past any cap, and no number overflows.
_TOP_LEVEL = 60
# Hosts behind one machine that fell over together come back apart by up to this share.
_JITTER = 0.1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)


class Politeness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hosts are treated; every number is at least 0 and finite."""

    delay_s: Annotated[
        float, Meta(description="Seconds from a host's answer to the next request.")
    ] = 1.0
    max_crawl_delay_s: Annotated[
        float, Meta(description="A Crawl-delay is obeyed up to this many seconds.")
    ] = 60.0
    adaptive_factor: Annotated[
        float,
        Meta(
            description="Wait this many times as long as the last answer took; 0: off."
        ),
    ] = 0.0
    adaptive_max_s: Annotated[
        float, Meta(description="A slow answer makes the delay no longer than this.")
    ] = 30.0
    bytes_per_s: Annotated[
        float, Meta(description="Take no more bytes a second from a host; 0: any.")
    ] = 0.0
    unsaid_pause_s: Annotated[
        float,
        Meta(
            description="The first pause after 429 or 503 without Retry-After; each"
            " further one is twice as long."
        ),
    ] = 60.0
    max_pause_s: Annotated[
        float, Meta(description="No delay and no pause is longer than this.")
    ] = 86_400.0
    forgive_s: Annotated[
        float,
        Meta(description="Quiet seconds after which a good answer ends the doubling."),
    ] = 1800.0
    group_delay_s: Annotated[
        float, Meta(description="Seconds between two requests to hosts of one group.")
    ] = 0.0
    group_by: Annotated[
        Literal["none", "domain", "address"],
        Meta(description="What makes hosts a group: their domain, their address."),
    ] = "none"

    def __post_init__(self) -> None:
        for name in Rules._fields:
            value = getattr(self, name)
            if not (isfinite(value) and value >= 0):
                raise BadRule(f"{name} = {value}; expected a number that is 0 or more")
        for name in ("delay_s", "max_crawl_delay_s", "adaptive_max_s"):
            value = getattr(self, name)
            if value > self.max_pause_s:
                raise BadRule(
                    f"{name} = {value}; expected at most max_pause_s, which is"
                    f" {self.max_pause_s}"
                )


class Rules(NamedTuple):
    """The numbers of `Politeness`, in the form that kernels take."""

    delay_s: float
    max_crawl_delay_s: float
    adaptive_factor: float
    adaptive_max_s: float
    bytes_per_s: float
    unsaid_pause_s: float
    max_pause_s: float
    forgive_s: float
    group_delay_s: float


def rules_of(politeness: Politeness) -> Rules:
    """Return the numbers of `politeness`."""
    return Rules(*(float(getattr(politeness, name)) for name in Rules._fields))


@kernel
def delay_after(
    rules: Rules, set_s: float, robots_s: float, seconds: float, size: float
) -> float:
    """Return the seconds to wait after an answer of `size` bytes that took `seconds`.

    `set_s` is what a person set for the host, `robots_s` its Crawl-delay; NaN is none.
    """
    delay = set_s if set_s >= 0.0 else rules.delay_s
    delay = _raised(delay, robots_s, rules.max_crawl_delay_s)
    if rules.adaptive_factor > 0.0:
        slow = rules.adaptive_factor * seconds
        delay = _raised(delay, slow, rules.adaptive_max_s)
    if rules.bytes_per_s > 0.0:
        # The answer's own seconds count: what is kept is the rate over both.
        rest = size / rules.bytes_per_s - _raised(0.0, seconds, np.inf)
        delay = _raised(delay, rest, rules.max_pause_s)
    return min(delay, rules.max_pause_s)


@kernel
def _raised(delay: float, asked: float, cap: float) -> float:
    """Return the delay raised to what is asked, up to the cap.

    Written so that NaN raises nothing: it is not greater than any number.
    """
    if asked > cap:
        asked = cap
    if asked > delay:
        return asked
    return delay


@kernel
def delays_after(rules: Rules, set_s: Times, robots_s: Times) -> Times:
    """Return the delay of each host that holds at any rate, its answer not known.

    An adaptive delay counts as if the answer had been slow.
    """
    delays = np.empty(len(set_s), np.float64)
    for i in range(len(delays)):
        delays[i] = delay_after(rules, set_s[i], robots_s[i], np.inf, 0.0)
    return delays


@kernel
def pause_after(  # noqa: PLR0913 - a kernel takes plain numbers
    rules: Rules,
    status: float,
    retry_after_s: float,
    level: int,
    trouble_at: float,
    key: np.uint64,
    now: float,
) -> tuple[float, int]:
    """Return until when the host is left alone (0: no pause) and its back-off level.

    `retry_after_s` is NaN without that header; `trouble_at` is when the host last said
    too much, 0 for never; `key` makes hosts come back one after the other.
    """
    if retry_after_s >= 0.0:
        # Also a redirect or a good answer may ask for time (RFC 9110, 10.2.3).
        return now + min(retry_after_s, rules.max_pause_s), level
    if status in (429, 503):
        return now + _unsaid_s(rules, level, key), min(max(level, 0) + 1, _TOP_LEVEL)
    # A pause is no quiet time, it has to be over first.
    troubled_for_s = rules.forgive_s
    if level > 0:
        troubled_for_s += _unsaid_s(rules, level - 1, key)
    if 100 <= status < 500 and not now - trouble_at < troubled_for_s:
        return 0.0, 0
    return 0.0, level


@kernel
def _unsaid_s(rules: Rules, level: int, key: np.uint64) -> float:
    """Return the pause of a host that does not say how long, at a back-off level."""
    doublings = 2.0 ** min(max(level, 0), _TOP_LEVEL)
    pause = min(rules.unsaid_pause_s * doublings, rules.max_pause_s / (1.0 + _JITTER))
    # The last steps of splitmix64: a fraction that looks random and never changes.
    mixed = np.uint64(key) + np.uint64(max(level, 0)) * _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX2
    fraction = np.float64(mixed >> np.uint64(11)) / 2.0**53
    return pause * (1.0 + _JITTER * fraction)
