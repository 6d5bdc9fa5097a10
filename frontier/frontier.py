"""The frontier of one campaign: which URL is fetched next, and that none is lost.

    schedule   URL -> scope, traps -> known? -> log (accepted) -> known -> lane
    next_batch queue of hosts -> lane -> lease                one request a host at once
    fetched    the answer came: the host's delay starts
    done       the page is safe: acknowledged                 else: fail, release

The log is written before a URL counts as known, and a URL leaves the log only when it
was acknowledged. So a kill at any moment loses nothing that was accepted, and repeats at
most what was leased. The clock comes in with every call; nothing here waits.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import nan
from pathlib import Path
from typing import Any

import mmh3
import numpy as np
from numpy.typing import ArrayLike

from frontier.acks import DROPPED, EMPTY, PAGE
from frontier.agenda import Agenda
from frontier.column import Urls, read_urls
from frontier.hosts import NO_BUDGET
from frontier.kernel import Ints, Keys, Small
from frontier.plan import Plan
from frontier.politeness import rules_of
from frontier.ranks import DEEPEST, ranks
from frontier.records import Extras, host_in
from frontier.seen import make_seen
from frontier.segments import Segment
from frontier.shard import Shard, Waiting
from frontier.urls import SHARDS
from frontier.values import Batch, Kind, Reason, Scheduled, Stats

# What a power cut may cost when the plan says "interval".
_SYNC_EVERY_S = 0.1
# More at once only makes them wait for each other (64 files: 17 ms one by one, 5 ms so).
_SYNCING = 8
_OFFSET, _SEGMENT = 0xFFFFFFFF, 0xFFFFFF


class Frontier:
    """One campaign's URLs in the shards that this process owns."""

    def __init__(self, folder: Path, plan: Plan, shards: Iterable[int]) -> None:
        self.folder = folder
        self.plan = plan
        self._rules = rules_of(plan.politeness)
        self._owned = frozenset(shards)
        self._shards: dict[int, Shard] = {}
        self._agenda = Agenda(
            newest_first=plan.order == "depth", segment_of=self._segment
        )
        self._now = 0.0
        self._synced_at = 0.0
        self._attempts: dict[int, int] = {}
        self._syncing = ThreadPoolExecutor(_SYNCING, thread_name_prefix="sync")

    @classmethod
    def open(
        cls,
        folder: Path,
        campaign: str,
        now: float,
        plan: Plan = Plan(),  # noqa: B008 - frozen
        shards: Iterable[int] = range(SHARDS),
    ) -> "Frontier":
        """Open the frontier of `campaign` below `folder` and own its `shards`."""
        place = folder / campaign
        place.mkdir(parents=True, exist_ok=True)
        frontier = cls(place, plan, shards)
        frontier._tick(now)
        for number in sorted(frontier._owned):
            if (place / f"{number:02}").exists():
                frontier._join(number)
        return frontier

    def schedule(
        self,
        urls: Sequence[str] | Urls,
        now: float,
        *,
        priority: ArrayLike = 0,
        depth: ArrayLike = 0,
        score: ArrayLike | None = None,
        kind: ArrayLike = Kind.PAGE,
        meta: Sequence[bytes] | None = None,
        again: bool = False,
    ) -> Scheduled:
        """Accept URLs that belong and are new (or all that belong: `again`)."""
        self._tick(now)
        given = len(urls)
        column, kept = _column(urls)
        depths = _each(depth, given, np.int32)[kept]
        scores = None if score is None else _each(score, given, np.float64)[kept]
        extras = Extras(
            ranks(
                self.plan.order,
                _each(priority, given, np.int32)[kept],
                np.minimum(depths, DEEPEST),
                scores,
            ),
            depths,
            _each(kind, given, np.uint8)[kept],
            *_metas(meta, kept),
        )
        reasons = np.full(given, Reason.BAD, np.uint8)
        reasons[kept] = self._judge(column, depths)
        live = np.flatnonzero(reasons[kept] == Reason.ACCEPTED)
        reasons[kept[live]] = self._accept(column, live, extras, again=again)
        self._sync_if_due()
        return Scheduled(reasons == Reason.ACCEPTED, reasons)

    def next_batch(self, most: int, now: float) -> Batch:
        """Hand out up to `most` URLs, one of each host that may be asked now."""
        self._tick(now)
        slots = self._agenda.take(self._affordable(most), self._now)
        held = self._agenda.leases.slots[slots]
        found = [self._record(ref) for ref in held["ref"].tolist()]
        urls, depths, kinds, metas = zip(*found, strict=True) if found else [()] * 4
        names = self._agenda.hosts.names
        return Batch(
            self._agenda.numbers(slots),
            list(urls),
            [names[host] for host in held["host"].tolist()],
            list(kinds),
            list(depths),
            list(metas),
        )

    def fetched(
        self,
        ids: Keys,
        now: float,
        *,
        seconds: ArrayLike = 0.0,
        size: ArrayLike = 0.0,
        status: ArrayLike = 200,
        retry_after: ArrayLike = nan,
    ) -> None:
        """Free the hosts that answered, and start their delays."""
        self._tick(now)
        answers = np.empty((len(ids), 4))
        for at, column in enumerate((seconds, size, status, retry_after)):
            answers[:, at] = column
        self._agenda.rest(ids, self._rules, answers, self._now)

    def done(self, ids: Keys, now: float, *, page: bool = True) -> None:
        """Acknowledge: the pages are safe (or: there was an answer, and no page)."""
        self._tick(now)
        self.fetched(ids, now)
        hosts, _, refs = self._agenda.settle(ids, self._now)
        if page:
            np.add.at(self._agenda.hosts.rows["done"], hosts, 1)
        else:
            self._give_back_budget(hosts)
        self._acknowledge(PAGE if page else EMPTY, refs)

    def fail(self, ids: Keys, now: float) -> int:
        """Try the URLs again later, or give them up; return how many are given up."""
        self._tick(now)
        self.fetched(ids, now)
        hosts, ranked, refs = self._agenda.settle(ids, self._now)
        self._give_back_budget(hosts)
        tries = [self._attempts.get(ref, 0) + 1 for ref in refs.tolist()]
        lost = np.array(tries, np.int64) >= self.plan.attempts
        for ref, count in zip(refs[~lost].tolist(), tries, strict=False):
            self._attempts[ref] = count
        for ref in refs[lost].tolist():
            self._attempts.pop(ref, None)
        self._insert(hosts[~lost], ranked[~lost], refs[~lost])
        np.add.at(self._agenda.hosts.rows["dropped"], hosts[lost], 1)
        self._acknowledge(DROPPED, refs[lost])
        return int(lost.sum())

    def release(self, ids: Keys, now: float) -> None:
        """Take URLs back that were never asked; they go first again."""
        self._tick(now)
        hosts, ranked, refs = self._agenda.settle(ids, self._now)
        self._give_back_budget(hosts)
        self._insert(hosts, ranked, refs)

    def next_ready_at(self) -> float | None:
        """Return when `next_batch` may have something, None if nothing waits."""
        return self._agenda.next_time()

    def stats(self) -> Stats:
        """Return where the campaign stands."""
        rows = self._agenda.hosts.live
        shards = self._shards.values()
        return Stats(
            pending=int(rows["pending"].sum()),
            leased=int(rows["leased"].sum()),
            pages=sum(shard.acks.counts[PAGE] for shard in shards),
            empty=sum(shard.acks.counts[EMPTY] for shard in shards),
            dropped=sum(shard.acks.counts[DROPPED] for shard in shards),
            hosts=len(rows),
            shards=len(self._shards),
            next_ready_at=self.next_ready_at(),
            seen=self.plan.seen,
            known=sum(len(shard.seen) for shard in shards),
            seen_bytes=sum(shard.seen.nbytes for shard in shards),
            log_bytes=sum(shard.size() for shard in shards),
            damage=tuple(text for shard in shards for text in shard.damage),
        )

    def sync(self) -> None:
        """Wait until everything accepted and acknowledged is on the disk."""
        dirty = [shard for shard in self._shards.values() if shard.dirty]
        if len(dirty) == 1:
            dirty[0].sync()
        else:
            list(self._syncing.map(Shard.sync, dirty))
        self._synced_at = self._now

    def close(self) -> None:
        """Make everything safe and let go of the shards."""
        self._agenda.close()
        for shard in self._shards.values():
            shard.close()
        self._syncing.shutdown()

    def _tick(self, now: float) -> None:
        # A clock that goes back stands still here: no host is asked early for it.
        self._now = max(self._now, now)

    def _join(self, number: int) -> Shard:
        folder = self.folder / f"{number:02}"
        shard = Shard(folder, number, partial(self._make_seen))
        self._shards[number] = shard
        self._agenda.join(number, folder / "runs")
        for waiting in shard.waiting():
            self._take_in(shard, waiting)
        return shard

    def _make_seen(self) -> Any:
        policy = "exact" if self.plan.seen == "auto" else self.plan.seen
        return make_seen(policy, 1024, self.plan.seen_error)

    def _take_in(self, shard: Shard, waiting: Waiting) -> None:
        segment, records = waiting.segment, waiting.records
        hosts = self._agenda.hosts
        rows = hosts.known(records.hosts)
        strange = np.flatnonzero(rows < 0)
        if len(strange):
            keys, first = np.unique(records.hosts[strange], return_index=True)
            offsets = records.offset[strange[first]].tolist()
            names = [host_in(segment.record(offset)[0]) for offset in offsets]
            self._greet(hosts.add(names, keys, shard.number), len(names))
            rows = hosts.known(records.hosts)
        refs = records.offset + shard.ref(segment.number, 0)
        self._agenda.insert(shard.number, rows, records.rank, refs)
        if segment is not shard.newest:
            self._agenda.seal(shard.number, segment.number)

    def _greet(self, first: int, count: int) -> None:
        """Give new hosts what the plan says of every host."""
        rows = self._agenda.hosts.rows[first : first + count]
        rows["budget"] = self.plan.budgets.host or NO_BUDGET

    def _judge(self, urls: Urls, depths: Small) -> Any:
        reasons = np.zeros(len(urls), np.uint8)
        if self.plan.max_depth is not None:
            reasons[depths > self.plan.max_depth] = Reason.DEPTH
        reasons[~self.plan.scope.belongs(urls)] = Reason.SCOPE
        traps = self.plan.traps.caught(urls)
        caught = (traps > 0) & (reasons == 0)
        reasons[caught] = traps[caught] + Reason.TRAP
        return reasons

    def _accept(self, urls: Urls, live: Ints, extras: Extras, *, again: bool) -> Any:
        """Write what is new to the logs, shard by shard; return a reason each."""
        known = len(self._agenda.hosts)
        hosts = self._agenda.hosts.rows_of(urls, live)
        self._greet(known, len(self._agenda.hosts) - known)
        shards = self._agenda.hosts.rows["shard"][hosts]
        order = np.argsort(shards, kind="stable")
        bounds = np.searchsorted(shards[order], np.arange(SHARDS + 1))
        reasons = np.zeros(len(live), np.uint8)
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            mine = order[bounds[number] : bounds[number + 1]]
            if number not in self._owned:
                reasons[mine] = Reason.FOREIGN
                continue
            shard = self._shards.get(number) or self._join(number)
            index = live[mine]
            if not again:
                fresh = shard.seen.fresh(urls.fps[index])
                reasons[mine[~fresh]] = Reason.DUPLICATE
                mine, index = mine[fresh], index[fresh]
            if len(index):
                self._write(shard, urls, index, extras, hosts[mine])
        return reasons

    def _write(
        self, shard: Shard, urls: Urls, index: Ints, extras: Extras, hosts: Small
    ) -> None:
        if shard.is_full():
            self._agenda.seal(shard.number, shard.newest.number)
            shard.roll()
        refs = shard.accept(urls, index, extras)
        # Only now: a URL that is known and not in the log would be lost for ever.
        shard.seen.add(urls.fps[index])
        self._agenda.insert(shard.number, hosts, extras.rank[index], refs)

    def _insert(self, hosts: Small, ranked: Small, refs: Ints) -> None:
        for number in np.unique(refs >> 56).tolist():
            mine = refs >> 56 == number
            self._agenda.insert(number, hosts[mine], ranked[mine], refs[mine])

    def _acknowledge(self, kind: int, refs: Ints) -> None:
        order = np.argsort(refs >> 56, kind="stable")
        refs = refs[order]
        bounds = np.searchsorted(refs >> 56, np.arange(SHARDS + 1))
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            mine = refs[bounds[number] : bounds[number + 1]]
            self._shards[number].acknowledge(kind, mine)
        self._sync_if_due()

    def _give_back_budget(self, hosts: Small) -> None:
        rows = self._agenda.hosts.rows
        if self.plan.budgets.host is not None:
            np.add.at(rows["budget"], hosts, 1)

    def _affordable(self, most: int) -> int:
        return most

    def _sync_if_due(self) -> None:
        rule = self.plan.sync
        late = self._now >= self._synced_at + _SYNC_EVERY_S
        if rule == "batch" or (rule == "interval" and late):
            self.sync()

    def _segment(self, shard: int, number: int) -> Segment:
        return self._shards[shard].segments[number]

    def _record(self, ref: int) -> tuple[str, int, int, bytes]:
        segment = self._shards[ref >> 56].segments[(ref >> 32) & _SEGMENT]
        return segment.record(ref & _OFFSET)


def _column(urls: Sequence[str] | Urls) -> tuple[Urls, Ints]:
    if isinstance(urls, Urls):
        return urls, np.arange(len(urls))
    return read_urls(urls)


def _each(given: ArrayLike, count: int, dtype: Any) -> Any:
    """Return `given` as a column of `count` values."""
    return np.broadcast_to(np.asarray(given, dtype), (count,))


def _metas(meta: Sequence[bytes] | None, kept: Ints) -> tuple[Any, Any]:
    if meta is None:
        return np.empty(0, np.uint8), np.empty(0, np.int64)
    chosen = [meta[row] for row in kept.tolist()]
    ends = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum([len(one) for one in chosen], out=ends[1:])
    return np.frombuffer(b"".join(chosen), np.uint8), ends


def host_key(name: str) -> int:
    """Return the key of a host in the table of hosts."""
    return mmh3.hash64(name, signed=False)[0]
