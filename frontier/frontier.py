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
from frontier.records import WITH_META, Encoded, Extras, encode, host_in
from frontier.shard import Shard, Waiting
from frontier.store import Store
from frontier.urls import SHARDS
from frontier.values import EMPTY_BATCH, Batch, Kind, Reason, Scheduled, Stats

# What a power cut may cost when the plan says "interval".
_SYNC_EVERY_S = 0.1


class Frontier:
    """One campaign's URLs in the shards that this process owns."""

    def __init__(self, folder: Path, plan: Plan, shards: Iterable[int]) -> None:
        self.folder = folder
        self.plan = plan
        self._rules = rules_of(plan.politeness)
        self._store = Store(folder, plan, shards)
        self._agenda = Agenda(
            newest_first=plan.order == "depth", segment_of=self._store.segment
        )
        self._now = 0.0
        self._synced_at = 0.0
        self._attempts: dict[int, int] = {}

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
        for shard, waiting in frontier._store.open():
            frontier._open_shard(shard.number)
            frontier._take_in(shard, waiting)
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
        self._sync_if_due(accepted=True)
        return Scheduled(reasons == Reason.ACCEPTED, reasons)

    def next_batch(self, most: int, now: float) -> Batch:
        """Hand out up to `most` URLs, one of each host that may be asked now."""
        self._tick(now)
        slots = self._agenda.take(self._affordable(most), self._now)
        held = self._agenda.leases.slots[slots]
        refs = held["ref"]
        if not len(refs):
            return EMPTY_BATCH
        texts = self._store.texts(refs)
        whole = str(texts.data[: texts.end.max()].data, "ascii")
        bounds = zip(texts.begin.tolist(), texts.end.tolist(), strict=True)
        metas = [b""] * len(refs)
        for row in np.flatnonzero(texts.kind & WITH_META).tolist():
            metas[row] = self._store.meta(int(refs[row]))
        names = self._agenda.hosts.names
        return Batch(
            self._agenda.numbers(slots),
            [whole[begin:end] for begin, end in bounds],
            [names[host] for host in held["host"].tolist()],
            (texts.kind & (WITH_META - 1)).tolist(),
            texts.depth.tolist(),
            metas,
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
        self._store.acknowledge(PAGE if page else EMPTY, refs)
        self._sync_if_due()

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
        self._agenda.insert(hosts[~lost], ranked[~lost], refs[~lost])
        np.add.at(self._agenda.hosts.rows["dropped"], hosts[lost], 1)
        self._store.acknowledge(DROPPED, refs[lost])
        self._sync_if_due()
        return int(lost.sum())

    def release(self, ids: Keys, now: float) -> None:
        """Take URLs back that were never asked; they go first again."""
        self._tick(now)
        hosts, ranked, refs = self._agenda.settle(ids, self._now)
        self._give_back_budget(hosts)
        self._agenda.insert(hosts, ranked, refs)

    def next_ready_at(self) -> float | None:
        """Return when `next_batch` may have something, None if nothing waits."""
        return self._agenda.next_time()

    def stats(self) -> Stats:
        """Return where the campaign stands."""
        rows = self._agenda.hosts.live
        store = self._store
        return Stats(
            pending=int(rows["pending"].sum()),
            leased=int(rows["leased"].sum()),
            pages=store.acks.count(PAGE),
            empty=store.acks.count(EMPTY),
            dropped=store.acks.count(DROPPED),
            hosts=len(rows),
            shards=len(store.shards),
            next_ready_at=self.next_ready_at(),
            seen=type(store.seen).__name__.lower(),
            known=len(store.seen),
            seen_bytes=store.seen.nbytes,
            log_bytes=sum(shard.size for shard in store.shards.values()),
            damage=tuple(store.damage),
        )

    def sync(self) -> None:
        """Wait until everything accepted and acknowledged is on the disk."""
        self._store.sync()
        self._synced_at = self._now

    def close(self) -> None:
        """Make everything safe and let go of the shards."""
        self._agenda.close()
        self._store.close()

    def _tick(self, now: float) -> None:
        # A clock that goes back stands still here: no host is asked early for it.
        self._now = max(self._now, now)

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
        self._agenda.insert(rows, records.rank, refs)
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
        reasons = np.zeros(len(live), np.uint8)
        if not again:
            fresh = self._store.seen.fresh(urls.fps[live])
            reasons[~fresh] = Reason.DUPLICATE
        new = np.flatnonzero(reasons == 0)
        hosts = self._rows_of(urls, live[new])
        shards = self._agenda.hosts.rows["shard"][hosts]
        order = np.argsort(shards, kind="stable")
        new, hosts, shards = new[order], hosts[order], shards[order]
        encoded = encode(urls, live[new], extras)
        refs = np.full(len(new), -1, np.int64)
        try:
            reasons[new] = self._write(encoded, shards, refs)
        finally:
            # Only now, and also when the disk was full half-way: a URL that is known
            # and in no log would be lost for ever, one in a log and no lane for now.
            logged = refs >= 0
            index = live[new[logged]]
            self._store.learn(urls.fps[index])
            self._agenda.insert(hosts[logged], extras.rank[index], refs[logged])
        return reasons

    def _rows_of(self, urls: Urls, index: Ints) -> Small:
        known = len(self._agenda.hosts)
        rows = self._agenda.hosts.rows_of(urls, index)
        self._greet(known, len(self._agenda.hosts) - known)
        return rows

    def _write(self, encoded: Encoded, shards: Any, refs: Ints) -> Any:
        """Write records, which are in the order of `shards`; fill in their refs."""
        reasons = np.zeros(len(refs), np.uint8)
        bounds = np.searchsorted(shards, np.arange(SHARDS + 1)).tolist()
        for number in np.unique(shards).tolist():
            begin, end = bounds[number], bounds[number + 1]
            if number not in self._store.owned:
                reasons[begin:end] = Reason.FOREIGN
                continue
            shard = self._open_shard(number)
            if shard.is_full():
                self._agenda.seal(number, shard.newest.number)
                shard.roll()
            refs[begin:end] = self._store.append(shard, encoded, begin, end)
            if self.plan.sync == "batch":
                self._store.begin_sync(shard)
        return reasons

    def _open_shard(self, number: int) -> Shard:
        shard = self._store.shard(number)
        if number not in self._agenda.scratch:
            self._agenda.join(number, shard.folder / "runs")
        return shard

    def _give_back_budget(self, hosts: Small) -> None:
        rows = self._agenda.hosts.rows
        if self.plan.budgets.host is not None:
            np.add.at(rows["budget"], hosts, 1)

    def _affordable(self, most: int) -> int:
        return most

    def _sync_if_due(self, *, accepted: bool = False) -> None:
        rule = self.plan.sync
        late = self._now >= self._synced_at + _SYNC_EVERY_S
        if (rule == "batch" and accepted) or (rule != "never" and late):
            self.sync()


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
