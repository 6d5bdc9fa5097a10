"""Rules of alerts: a fact of the home, a bound, and how long it has to hold.

queue.parked > 0        disk.free_gb < 5 for 10m        stage.failed
"""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from jobs.errors import BadSetting
from jobs.operate.state import State
from ledger.alerts import Holding

_RULE = re.compile(
    r"(?P<fact>[a-z_.]+)"
    r"(?:\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>-?\d+(?:\.\d+)?))?"
    r"(?:\s+for\s+(?P<many>\d+)\s*(?P<unit>[smhd]))?"
)
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `text` is what its owner wrote."""

    text: str
    fact: str
    sign: str
    bound: float
    for_s: float

    def held_by(self, facts: dict[str, float | None]) -> Holding | None:
        """Return how the rule holds; what is unknown breaks no rule."""
        value = facts[self.fact]
        if value is None or not _SIGNS[self.sign](value, self.bound):
            return None
        return Holding(self.text, round(value, 3), self.for_s)


def read_rules(texts: Iterable[str]) -> list[Rule]:
    """Return the rules, or refuse the first one that is none."""
    return [_read(" ".join(text.split())) for text in dict.fromkeys(texts)]


def facts_of(state: State) -> dict[str, float | None]:
    """Return what rules can ask for; None where it is not known."""
    fresh, now = state.freshness, state.at
    late = [one.next_at for one in state.schedules if one.next_at is not None]
    return {
        "queue.parked": sum(one.given_up for one in state.queues),
        "queue.waiting": sum(one.waiting for one in state.queues),
        "queue.oldest_hours": max((one.oldest_s for one in state.queues), default=0)
        / 3600,
        "stage.failed": sum(one.status in ("failed", "lost") for one in state.stages),
        "worker.gone": sum(one.state != "at work" for one in state.workers),
        "schedule.late_hours": max(_hours(min(late), now) or 0, 0) if late else 0,
        "crawl.blocked": sum(one.walls for one in state.crawls),
        "freshness.fetch_hours": _hours(fresh.fetched_at, now),
        "freshness.extract_hours": _hours(fresh.extracted_at, now),
        "freshness.publish_hours": _hours(fresh.published_at, now),
        "freshness.checked_share": fresh.checked_share,
        "disk.free_gb": state.disk.free / 1e9,
        "disk.spool_files": state.disk.spool_files,
    }


FACTS = (
    *("queue.parked", "queue.waiting", "queue.oldest_hours", "stage.failed"),
    *("worker.gone", "schedule.late_hours", "crawl.blocked"),
    *("freshness.fetch_hours", "freshness.extract_hours", "freshness.publish_hours"),
    *("freshness.checked_share", "disk.free_gb", "disk.spool_files"),
)


def _read(text: str) -> Rule:
    found = _RULE.fullmatch(text)
    if found is None:
        raise BadSetting(
            f"alerts.rules: {text!r} is no rule; write a fact, a bound and, where it is"
            " to last, how long: queue.parked > 0 for 10m"
        )
    fact = found["fact"]
    if fact not in FACTS:
        near = get_close_matches(fact, FACTS, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(FACTS)}"
        raise BadSetting(f"alerts.rules: {text!r} asks for {fact!r}; {hint}")
    for_s = int(found["many"] or 0) * _SECONDS[found["unit"] or "s"]
    # A bare fact holds when there is any of it.
    return Rule(text, fact, found["sign"] or ">", float(found["bound"] or 0), for_s)


def _hours(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else (now - at).total_seconds() / 3600
