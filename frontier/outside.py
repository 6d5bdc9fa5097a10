"""One host's URLs outside its lane, while the lane is filled from them.

They lie in two kinds of place: unsorted in the shard's staging area, and sorted in runs
on disk. Runs are looked at in the order of their first entries, and only as long as one
could still hold something better than what was found.
"""

from typing import TYPE_CHECKING

import numpy as np

from frontier.hosts import NO_RANK, NO_TIE
from frontier.kernel import Ints, Small
from frontier.staging import list_staged, relink

if TYPE_CHECKING:
    from frontier.agenda import Agenda


class Outside:
    """What a host has outside; made for one refill."""

    def __init__(self, agenda: "Agenda", host: int) -> None:
        self._agenda = agenda
        self._host = host
        self._rows = agenda.hosts.rows
        self._shard = int(self._rows["shard"][host])
        staged = agenda.staged
        places = np.empty(int(self._rows["outside"][host]), np.int64)
        count = list_staged(staged, int(self._rows["staged"][host]), places)
        self._places = places[:count]
        self._staged = staged
        self._runs = agenda.runs.of(self._rows, host)

    def take_best(self, most: int) -> tuple[Small, Ints]:
        """Take out the best entries, `most` of them at most."""
        ranks = [self._staged.rank[self._places]]
        ties = [self._staged.tie[self._places]]
        sources = [np.full(len(self._places), -1)]
        for run in self._runs:
            if self._enough(ranks, ties, run, most):
                break
            loaded = self._load(run, most)
            ranks.append(loaded[0])
            ties.append(loaded[1])
            sources.append(np.full(len(loaded[0]), run))
        rank, tie = np.concatenate(ranks), np.concatenate(ties)
        best = np.lexsort((tie, rank))[:most]
        self._remove(best, np.concatenate(sources)[best])
        return rank[best], tie[best]

    def take_oldest(self) -> tuple[Small, Ints]:
        """Take out an entry that waits in the oldest segment, or the oldest staged."""
        flip = self._agenda.flip
        if self._runs:
            run = self._oldest_run()
            _, ties = self._load(run, 1)
            self._remove(np.array([0]), np.array([run]))
        else:
            at = np.argmin(self._staged.tie[self._places] ^ flip)
            ties = self._staged.tie[self._places[[at]]]
            self._remove(np.array([at]), np.array([-1]))
        return np.full(1, -(2**31), np.int32), ties

    def oldest(self) -> int:
        """Return a ref that is older than what `take_oldest` would take, or it."""
        flip = self._agenda.flip
        ties = self._staged.tie[self._places] ^ flip
        oldest = [int(ties.min())] if len(ties) else []
        if self._runs:
            oldest.append(self._slot("tie", self._oldest_run()) ^ flip)
        return min(oldest, default=NO_TIE)

    def _oldest_run(self) -> int:
        return min(self._runs, key=lambda run: self._slot("segment", run))

    def bound(self) -> tuple[int, int]:
        """Return the best entry that is left."""
        found = [(NO_RANK, NO_TIE)]
        if len(self._places):
            ranks, ties = (
                self._staged.rank[self._places],
                self._staged.tie[self._places],
            )
            at = np.lexsort((ties, ranks))[0]
            found.append((int(ranks[at]), int(ties[at])))
        found += [
            (self._slot("rank", run), self._slot("tie", run))
            for run in self._runs
            if self._slot("left", run)
        ]
        return min(found)

    def _enough(
        self, ranks: list[Small], ties: list[Ints], run: int, most: int
    ) -> bool:
        if sum(map(len, ranks)) < most:
            return False
        rank, tie = np.concatenate(ranks), np.concatenate(ties)
        worst = np.lexsort((tie, rank))[most - 1]
        head = (self._slot("rank", run), self._slot("tie", run))
        return head > (int(rank[worst]), int(tie[worst]))

    def _load(self, run: int, most: int) -> tuple[Small, Ints]:
        """Return the next entries of a run."""
        count = min(most, self._slot("left", run))
        scratch = self._agenda.scratch[self._shard]
        offsets = scratch.read(self._slot("place", run), count)
        number = self._slot("segment", run)
        ranks = self._agenda.segment_of(self._shard, number).ranks(offsets)
        base = self._shard << 56 | number << 32
        ties = (offsets.view(np.uint32).astype(np.int64) | base) ^ self._agenda.flip
        return ranks, ties

    def _remove(self, chosen: Ints, sources: Ints) -> None:
        """Take the chosen out of where they are; staged ones come first in `chosen`."""
        taken = chosen[sources < 0]
        self._staged.host[self._places[taken]] = -1
        self._places = np.delete(self._places, taken)
        self._rows["staged"][self._host] = -1
        relink(self._rows, self._staged, self._places)
        for run in np.unique(sources[sources >= 0]).tolist():
            self._advance(run, int(np.count_nonzero(sources == run)))
        self._agenda.runs.relink(self._rows, self._host, self._runs)
        self._runs = [run for run in self._runs if self._slot("left", run)]

    def _advance(self, run: int, count: int) -> None:
        slots = self._agenda.runs.slots
        slots["place"][run] += 4 * count
        slots["left"][run] -= count
        if slots["left"][run]:
            ranks, ties = self._load(run, 1)
            slots["rank"][run], slots["tie"][run] = ranks[0], ties[0]

    def _slot(self, field: str, run: int) -> int:
        return int(self._agenda.runs.slots[field][run])
