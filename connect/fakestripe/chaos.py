"""What goes wrong between Stripe and a shop, by a seed: the same seed, the same troubles."""

from random import Random
from typing import Literal

import msgspec

Trouble = Literal["unreachable", "answer lost", "broken"]


class Chances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often each trouble comes, from 0 to 1, and how late a message may be."""

    lost: float = 0.0
    twice: float = 0.0
    late: float = 0.0
    late_s: float = 60.0
    unreachable: float = 0.0
    answer_lost: float = 0.0
    broken: float = 0.0


class Chaos:
    """Decides the fate of messages and calls, one after another."""

    def __init__(self, seed: int, chances: Chances) -> None:
        self._random = Random(seed)  # noqa: S311 - chance, no secret
        self.chances = chances

    def arrivals(self) -> list[float]:
        """Return how many seconds later a message arrives: not at all, once or oftener.

        Messages that are late are overtaken by others: that is how they change places.
        """
        if self._comes(self.chances.lost):
            return []
        times = [self._delay()]
        while self._comes(self.chances.twice) and len(times) < 5:
            times.append(self._delay())
        return times

    def trouble(self) -> Trouble | None:
        """Return what goes wrong with a call, if anything."""
        if self._comes(self.chances.unreachable):
            return "unreachable"
        if self._comes(self.chances.answer_lost):
            return "answer lost"
        return "broken" if self._comes(self.chances.broken) else None

    def _comes(self, chance: float) -> bool:
        return self._random.random() < chance

    def _delay(self) -> float:
        is_late = self._comes(self.chances.late)
        return self._random.uniform(0, self.chances.late_s) if is_late else 0.0
