"""All that one owner keeps of a campaign on disk: shards, acks, and what is known.

    <campaign>/00 ... 63/    shards, made when their first URL comes    (shard.py)
    <campaign>/acks/         what is done, over all shards              (acks.py)
    <campaign>/journal-*     what the logs have and the disk may not    (journal.py)
    <campaign>/seen-*        a snapshot of the set of known URLs         (snapshot.py)

The set of known URLs is never ahead of the logs: it takes in what a log has, after it
has it, and is made again from the logs when a process ends without a word.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from frontier.acks import Acks, within
from frontier.exact import Exact
from frontier.journal import Journal, replay
from frontier.kernel import Ints, Keys
from frontier.plan import Plan
from frontier.records import Texts, gather, make_texts
from frontier.seen import Seen, make_seen, to_bloom
from frontier.segments import Segment
from frontier.shard import Shard, Waiting
from frontier.snapshot import REACH, keep, restore
from frontier.urls import SHARDS

# Logs that are synced at once: 64 take 17 ms one by one, 5 ms so, and no less with more.
_SYNCING = 8
# Shards that are read at once at the opening, and segments whose URLs are learnt at once.
_READING = 2
_SORTED = 512
# Past this many bytes of acks since the last time they are folded.
_FOLD_BYTES = 1 << 20
# Segments that are read at once: fewer than may be mapped.
_AT_ONCE = 128
_SEGMENT, _OFFSET = 0xFFFFFF, 0xFFFFFFFF


class Store:
    """The truth about one owner's shards."""

    def __init__(self, folder: Path, plan: Plan, owned: Iterable[int]) -> None:
        self.folder = folder
        self.owned = frozenset(owned)
        self.shards: dict[int, Shard] = {}
        self.acks = Acks(folder / "acks", self.owned)
        self.damage: list[str] = list(self.acks.damage)
        self._plan = plan
        kept = restore(folder, self.owned)
        self.damage += kept.damage
        self._reach = kept.reach
        self.seen: Seen = (
            make_seen(plan.seen, 1024, plan.seen_error)
            if kept.seen is None
            else kept.seen
        )
        try:
            replay(folder, self.owned)
            self._journal = Journal(folder)
        except BaseException:
            self.acks.abandon()
            raise

    def open(self) -> Iterator[tuple[Shard, list[Waiting]]]:
        """Open the shards that are there, and return what waits in them."""
        there = [n for n in sorted(self.owned) if (self.folder / f"{n:02}").exists()]
        fps: list[Keys] = []
        with ThreadPoolExecutor(_READING, thread_name_prefix="open") as threads:
            ahead = deque(threads.submit(self._read, n) for n in there[:_READING])
            for following in [*there[_READING:], *[None] * _READING]:
                if not ahead:
                    break
                shard, found = ahead.popleft().result()
                if following is not None:
                    ahead.append(threads.submit(self._read, following))
                fps += self._unknown(shard, found)
                self.damage += shard.damage
                yield shard, found
        self.acks.forget_read()
        self._learn_all(fps)

    def _read(self, number: int) -> tuple[Shard, list[Waiting]]:
        shard = self.shard(number)
        return shard, shard.waiting(self.acks)

    def _unknown(self, shard: Shard, found: list[Waiting]) -> list[Keys]:
        """Return the fingerprints that the snapshot does not reach to."""
        segment, offset, gone_at = self._reach[shard.number].tolist()
        fps = [gone.fps for gone in shard.gone if gone.offset >= gone_at]
        for one in found:
            if one.segment.number > segment:
                fps.append(one.fps)
            elif one.segment.number == segment:
                fps.append(one.fps[one.offsets >= offset])
        return fps

    def _learn_all(self, fps: list[Keys]) -> None:
        """Count fingerprints as known: sorted, they are near each other in any set."""
        self._choose_seen(sum(map(len, fps)))
        if isinstance(self.seen, Exact):
            self.seen.reserve(sum(map(len, fps)))
        while fps:
            part, fps = fps[:_SORTED], fps[_SORTED:]
            keys = np.concatenate(part)
            keys.sort()
            self.learn(keys)

    def shard(self, number: int) -> Shard:
        """Return a shard that is owned; its folder is made when it is the first time."""
        if number not in self.shards:
            self.shards[number] = Shard(
                self.folder / f"{number:02}",
                number,
                self._journal,
                self.acks.last(number),
            )
        return self.shards[number]

    def acknowledge(self, kind: int, refs: Ints) -> None:
        """Write that the records `refs` need nothing more."""
        if not len(refs):
            return
        self.acks.append(kind, refs)
        places, counts = np.unique(refs >> 32, return_counts=True)
        for place, count in zip(places.tolist(), counts.tolist(), strict=True):
            self.segment(place >> 24, place & _SEGMENT).live -= count

    def segment(self, shard: int, number: int) -> Segment:
        """Return a segment of an owned shard."""
        return self.shards[shard].segments[number]

    def texts(self, refs: Ints) -> Texts:
        """Return the URLs of records, with their depths and kinds."""
        order = np.argsort(refs >> 32, kind="stable")
        places = refs[order] >> 32
        cuts = np.flatnonzero(places[1:] != places[:-1]) + 1
        parts = np.split(order, cuts[_AT_ONCE - 1 :: _AT_ONCE])
        room = 128 * len(refs)
        while True:
            texts = make_texts(len(refs), room)
            needed = 0
            for rows in parts:
                needed = self._gather(refs, rows, texts, needed)
            if needed <= room:
                return texts
            room = needed

    def _gather(self, refs: Ints, rows: Ints, texts: Texts, at: int) -> int:
        """Read the records in `rows` of `refs`, which lie in few segments."""
        places = (refs[rows] >> 32).tolist()
        segments = {
            place: self.segment(place >> 24, place & _SEGMENT) for place in set(places)
        }
        # While they are in this table no file is unmapped, so that addresses hold.
        mapped = {place: one.mapped() for place, one in segments.items()}
        where = np.array([mapped[place][:2] for place in places], np.int64)
        addresses, sizes = np.ascontiguousarray(where.T)
        return gather((refs, rows), addresses, sizes, texts, at)

    def meta(self, ref: int) -> bytes:
        """Return what was given with the URL of a record."""
        segment = self.segment(ref >> 56, (ref >> 32) & _SEGMENT)
        return segment.record(ref & _OFFSET)[3]

    @property
    def heavy(self) -> bool:
        """Whether more waits to be synced than should be kept waiting."""
        return self._journal.heavy

    def sync(self) -> None:
        """Wait until everything accepted and acknowledged is safe from a power cut."""
        if self._journal.full:
            self._sync_logs()
            self._journal.begin_anew()
        self._journal.sync()
        self.acks.sync()

    def _sync_logs(self) -> None:
        with ThreadPoolExecutor(_SYNCING, thread_name_prefix="sync") as threads:
            list(threads.map(Shard.sync, self.shards.values()))

    def learn(self, fps: Keys) -> None:
        """Count URLs as known that a log has."""
        self.seen.add(fps)
        self._choose_seen()

    def checkpoint(self) -> None:
        """Remove what is done with, and what makes the next opening slow."""
        self._remove_done()
        if self.acks.size > _FOLD_BYTES:
            live = [
                shard.ref(number, 0)
                for shard in self.shards.values()
                for number in shard.segments
            ]
            self.sync()
            self.acks.fold(live)
        self._snap()

    def _snap(self) -> None:
        """Keep the set of known URLs, if making it again would take longer."""
        live = sum(
            segment.live
            for shard in self.shards.values()
            for segment in shard.segments.values()
        )
        if len(self.seen) < 2 * live:
            return
        self.sync()
        reach = np.zeros(SHARDS, REACH)
        for number, shard in self.shards.items():
            reach[number] = (shard.newest.number, shard.newest.size, shard.gone_size)
        keep(self.folder, self.owned, self.seen, reach)

    def _remove_done(self) -> None:
        """Remove full segments that have nothing live."""
        done = [
            (shard, segment)
            for shard in self.shards.values()
            for segment in shard.segments.values()
            if not segment.live and segment is not shard.newest
        ]
        if done:
            self.sync()
            pages = self.acks.all_pages()
        for shard, segment in done:
            shard.remove(segment, within(pages, shard.ref(segment.number, 0)))

    def abandon(self) -> None:
        """Let go of everything without a word: the opening failed."""
        for shard in self.shards.values():
            shard.abandon()
        self.acks.abandon()
        self._journal.abandon()

    def close(self) -> None:
        """Make everything safe and let go of the shards.

        A log that cannot be synced any more is in the journal, which then stays.
        """
        try:
            with ExitStack() as closing:
                closing.callback(self.acks.close)
                for shard in self.shards.values():
                    closing.callback(shard.close)
        except BaseException:
            self._journal.abandon()
            raise
        self._journal.close()

    def _choose_seen(self, more: int = 0) -> None:
        """Pour an exact set that is or will be large into a Bloom filter."""
        most = self._plan.exact_most
        if (
            self._plan.seen == "auto"
            and isinstance(self.seen, Exact)
            and len(self.seen) + more > most
        ):
            room = 2 * max(most, len(self.seen) + more)
            self.seen = to_bloom(self.seen, room, self._plan.seen_error)
