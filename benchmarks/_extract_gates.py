"""What must be reached, beside what was, and how fast ways of reading are.

Rounds alternate between the ways and count processor time of this one process: what else
runs on the machine, and how fast it is today, is the same for all.
"""

from collections.abc import Mapping, Sequence
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks._extract_peers import Way

ROUNDS = 3
_WARM = 5
Page = tuple[str, bytes]


class Gate(NamedTuple):
    """One bound: `reached` must be `bound` or more, or less where it is a ceiling."""

    what: str
    reached: float
    bound: float
    is_ceiling: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the bound is kept, as exactly as it is printed."""
        reached = round(self.reached, 3)
        return reached <= self.bound if self.is_ceiling else reached >= self.bound

    def __str__(self) -> str:
        side = "at most" if self.is_ceiling else "at least"
        verdict = "met" if self.is_met else "NOT MET"
        return f"{self.what}: {self.reached:.3g}, gate {side} {self.bound:g}: {verdict}"


def rates(ways: Mapping[str, Way], pages: Sequence[Page]) -> dict[str, float]:
    """Return how many pages each way reads in a second of processor time."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        _seconds(way, pages[:_WARM])
    for _ in range(ROUNDS):
        for name, way in ways.items():
            took[name].append(_seconds(way, pages))
    return {name: len(pages) / median(seconds) for name, seconds in took.items()}


def _seconds(way: Way, pages: Sequence[Page]) -> float:
    began = process_time()
    for url, body in pages:
        way(url, body)
    return process_time() - began


def tell_rates(found: Mapping[str, float], **bounds: float) -> list[Gate]:
    """Print the rates, and return the gates of those peers that have a bound.

    `bounds` go by peers' names with underscores for spaces.
    """
    gates = []
    for name, rate in found.items():
        ratio = found["ours"] / rate
        told = "" if name == "ours" else f"   ours is {ratio:.2f} times as fast"
        print(f"  {name:24}{rate:10,.1f} pages/cpu-s{told}")
        bound = bounds.get(name.replace(" ", "_"))
        if bound is not None:
            gates.append(Gate(f"times as fast as {name}", ratio, bound))
    return gates
