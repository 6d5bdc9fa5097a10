"""How URLs come in: judged as a column, written to the logs, put into lanes.

judge     depth, scope, traps, what was forgotten on purpose: not looked at again
fresh     not known, and the first of its kind in this batch
write     shard by shard to the logs; what belongs to another owner is sent there
learn     only then the URLs count as known, and wait in their hosts' lanes
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from frontier.agenda import Agenda
from frontier.carrier import Carrier, Files
from frontier.column import Urls
from frontier.errors import BadCommand
from frontier.forgotten import Forgotten
from frontier.inbox import Links, send
from frontier.kernel import Bytes, Ints, Small, distinct
from frontier.manners import Manners
from frontier.plan import Plan
from frontier.quotas import Quotas
from frontier.ranks import DEEPEST, ranks
from frontier.records import LONGEST, Encoded, Extras, encode
from frontier.segments import URLS
from frontier.shard import Shard
from frontier.shelf import seal
from frontier.store import Store
from frontier.traps import Trap, trapped
from frontier.urls import SHARDS
from frontier.values import Kind, Reason

Reasons = NDArray[np.uint8]
# Priority, depth, score and kind: a value, or one for each URL that was given.
Columns = tuple[ArrayLike, ArrayLike, ArrayLike | None, ArrayLike]


class Origin(NamedTuple):
    """Where URLs come from: the caller, or a file of due ones with its number."""

    again: bool = False  # also those that are known
    kind: int = URLS
    number: int = 0


class Intake:
    """The way of a URL from the caller into the log and its host's lane."""

    def __init__(
        self, plan: Plan, store: Store, agenda: Agenda, manners: Manners
    ) -> None:
        self._plan = plan
        self._store = store
        self._agenda = agenda
        self._manners = manners
        self._quotas = Quotas(plan.traps)
        self._forgotten = Forgotten.read(store.folder.parent)
        self.carrier: Carrier = Files(store.folder / "inbox")

    def accept(self, urls: Urls, extras: Extras, now: float, origin: Origin) -> Reasons:
        """Accept what belongs and, but where the origin says otherwise, is new."""
        reasons = self._judge(urls, extras)
        live = np.flatnonzero(reasons == 0)
        if not origin.again:
            reasons[live] = self._fresh(urls, live)
            live = live[reasons[live] == 0]
        if len(live):
            hosts = self._rows_of(urls, live, now)
            reasons[live] = self._take(urls, (live, hosts), extras, now, origin)
        return reasons

    def extras(
        self, kept: Ints, columns: Columns, meta: Sequence[bytes] | None
    ) -> Extras:
        """Return what is stored beside the URLs that were read at `kept`."""
        priority, depth, score, kind = columns
        count = int(kept[-1]) + 1 if len(kept) else 0
        depths = np.minimum(_each(depth, count, np.int32)[kept], DEEPEST)
        scores = None if score is None else _each(score, count, np.float64)[kept]
        priorities = _each(priority, count, np.int32)[kept]
        rank = ranks(self._plan.order, priorities, depths, scores)
        kinds = _each(kind, count, np.uint8)[kept]
        return Extras(rank, depths, kinds, *_metas(meta, kept))

    def know(self, urls: Urls, now: float) -> None:
        """Count URLs as known that were fetched in a life this log does not tell of."""
        hosts = self._rows_of(urls, np.arange(len(urls)), now)
        shards = self._agenda.hosts.rows["shard"][hosts]
        fresh = self._store.seen.fresh(urls.fps)
        for number in distinct(shards[fresh]).tolist():
            if number in self._store.owned:
                fps = urls.fps[fresh & (shards == number)]
                self.shard(number).know(fps)
                self._store.learn(fps)

    def _rows_of(self, urls: Urls, index: Ints, now: float) -> Small:
        known = len(self._agenda.hosts)
        rows = self._agenda.hosts.rows_of(urls, index)
        if len(self._agenda.hosts) > known:
            self._manners.greet(known, now)
        return rows

    def _judge(self, urls: Urls, extras: Extras) -> Reasons:
        """Return why each URL does not belong to the campaign, 0 where it does."""
        reasons = np.zeros(len(urls), np.uint8)
        if self._plan.max_depth is not None:
            reasons[extras.depth > self._plan.max_depth] = Reason.DEPTH
        outside = ~self._plan.scope.belongs(urls)
        reasons[outside & (extras.kind != Kind.IMAGE)] = Reason.SCOPE
        traps = trapped(self._plan.traps, urls)
        traps[np.diff(urls.ends) > LONGEST] = Trap.LONG  # no record could hold it
        caught = (traps > 0) & (reasons == 0)
        reasons[caught] = traps[caught] + Reason.TRAP
        reasons[self._forgotten.among(urls)] = Reason.FORGOTTEN
        return reasons

    def _fresh(self, urls: Urls, rows: Ints) -> Reasons:
        """Return which of `rows` are known already, or too many of their kind."""
        reasons = np.zeros(len(rows), np.uint8)
        reasons[~self._store.seen.fresh(urls.fps[rows])] = Reason.DUPLICATE
        if not self._quotas.off:
            new = np.flatnonzero(reasons == 0)
            over = self._quotas.check(urls.take(rows[new]))
            reasons[new[over > 0]] = over[over > 0] + Reason.TRAP
        return reasons

    def _take(
        self,
        urls: Urls,
        at: tuple[Ints, Small],
        extras: Extras,
        now: float,
        origin: Origin,
    ) -> Reasons:
        """Write URLs, by their rows and hosts, to the logs; return a reason each."""
        rows, hosts = at
        shards = self._agenda.hosts.rows["shard"][hosts]
        order = np.argsort(shards, kind="stable")
        rows, hosts, shards = rows[order], hosts[order], shards[order]
        refs = np.full(len(rows), -1, np.int64)
        try:
            self._write(urls, (rows, shards), extras, refs, origin)
        finally:
            # Only now, and also when the disk was full half-way: a URL that is known
            # and in no log would be lost for ever, one in a log and no lane for now.
            logged = refs >= 0
            self._store.learn(urls.fps[rows[logged]])
            self._agenda.insert(hosts[logged], extras.rank[rows[logged]], refs[logged])
            if not origin.again and not self._quotas.off:
                self._quotas.count(urls.take(rows[logged]))
        reasons = np.zeros(len(rows), np.uint8)
        if not logged.all():
            away = rows[~logged], shards[~logged]
            self._send(urls, away, extras, now, origin.again)
            reasons[order[~logged]] = Reason.FOREIGN
        return reasons

    def shard(self, number: int) -> Shard:
        """Return an owned shard, ready to be written to."""
        shard = self._store.shard(number)
        if number not in self._agenda.scratch:
            self._agenda.join(number, shard.folder / "runs")
        return shard

    def _write(
        self,
        urls: Urls,
        at: tuple[Ints, Bytes],
        extras: Extras,
        refs: Ints,
        origin: Origin,
    ) -> None:
        """Write URLs, by their rows and shards; fill in the refs of those we own."""
        rows, shards = at
        encoded = encode(urls, rows, extras)
        bounds = np.searchsorted(shards, np.arange(SHARDS + 1)).tolist()
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            begin, end = bounds[number], bounds[number + 1]
            if number in self._store.owned:
                refs[begin:end] = self._append(number, encoded, begin, end, origin)

    def _send(
        self,
        urls: Urls,
        at: tuple[Ints, Bytes],
        extras: Extras,
        now: float,
        again: bool,
    ) -> None:
        """Give URLs, by their rows and shards, to the processes that own them."""
        rows, shards = at
        best = self._plan.order == "best"
        priority = -(extras.rank if best else extras.rank >> 16)
        ends, whole = extras.meta_ends, extras.meta.tobytes()
        for number in distinct(shards).tolist():
            mine = rows[shards == number].tolist()
            links = Links(
                [urls.text(row) for row in mine],
                extras.depth[mine].tolist(),
                priority[mine].tolist(),
                [whole[ends[row] : ends[row + 1]] for row in mine] if len(ends) else [],
                extras.kind[mine].tolist(),
                again,
            )
            send(self.carrier, number, links, now)
        # Once there they are the other owner's to keep.
        self._store.learn(urls.fps[rows])

    def _append(
        self, number: int, encoded: Encoded, begin: int, end: int, origin: Origin
    ) -> Ints:
        shard = self.shard(number)
        if shard.is_full():
            seal(self._agenda, number, shard.newest.number)
            shard.roll()
        records, begins = encoded.part(begin, end)
        return shard.append(records, begins, origin.kind, origin.number)


def _metas(meta: Sequence[bytes] | None, kept: Ints) -> tuple[Bytes, Ints]:
    """Return what the caller gave with the URLs in `kept`, as a column."""
    if meta is None:
        return np.empty(0, np.uint8), np.empty(0, np.int64)
    chosen = [meta[row] for row in kept.tolist()]
    lengths = [len(one) for one in chosen]
    if max(lengths, default=0) > LONGEST:
        raise BadCommand(
            f"{max(lengths):,} bytes of meta are too many for one URL; give at most"
            f" {LONGEST:,}"
        )
    ends = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    return np.frombuffer(b"".join(chosen), np.uint8), ends


def _each(given: ArrayLike, count: int, dtype: Any) -> Any:
    """Return `given` as a column of at least `count` values."""
    column = np.asarray(given, dtype)
    return np.broadcast_to(column, (count,)) if column.ndim == 0 else column
