"""How URLs come in: judged as a column, written to the logs, put into lanes.

judge     depth, scope, traps: what does not belong is not looked at again
fresh     not known, and the first of its kind in this batch
write     shard by shard to the logs; what belongs to another owner is sent there
learn     only then the URLs count as known, and wait in their hosts' lanes
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frontier.agenda import Agenda
from frontier.column import Urls
from frontier.kernel import Bytes, Ints, Small
from frontier.plan import Plan
from frontier.quotas import Quotas
from frontier.records import Encoded, Extras, encode
from frontier.segments import URLS
from frontier.shard import Shard
from frontier.store import Store
from frontier.urls import SHARDS
from frontier.values import Reason

Reasons = NDArray[np.uint8]
# Sends URLs (their rows in the column) to the owner of another shard.
Send = Callable[[int, Urls, Ints, Extras], None]


class Intake:
    """The way of a URL from the caller into the log and its host's lane."""

    def __init__(self, plan: Plan, store: Store, agenda: Agenda) -> None:
        self._plan = plan
        self._store = store
        self._agenda = agenda
        self._quotas = Quotas(plan.traps)

    def judge(self, urls: Urls, depths: Small) -> Reasons:
        """Return why each URL does not belong to the campaign, 0 where it does."""
        reasons = np.zeros(len(urls), np.uint8)
        if self._plan.max_depth is not None:
            reasons[depths > self._plan.max_depth] = Reason.DEPTH
        reasons[~self._plan.scope.belongs(urls)] = Reason.SCOPE
        traps = self._plan.traps.caught(urls)
        caught = (traps > 0) & (reasons == 0)
        reasons[caught] = traps[caught] + Reason.TRAP
        return reasons

    def fresh(self, urls: Urls, rows: Ints) -> Reasons:
        """Return which of `rows` are known already, or too many of their kind."""
        reasons = np.zeros(len(rows), np.uint8)
        reasons[~self._store.seen.fresh(urls.fps[rows])] = Reason.DUPLICATE
        if not self._quotas.off:
            new = np.flatnonzero(reasons == 0)
            over = self._quotas.check(urls.take(rows[new]))
            reasons[new[over > 0]] = over[over > 0] + Reason.TRAP
        return reasons

    def write(
        self, urls: Urls, rows: Ints, hosts: Small, extras: Extras, origin: "Origin"
    ) -> Reasons:
        """Write the URLs in `rows` to the logs of their shards; return a reason each."""
        shards = self._agenda.hosts.rows["shard"][hosts]
        order = np.argsort(shards, kind="stable")
        rows, hosts, shards = rows[order], hosts[order], shards[order]
        refs = np.full(len(rows), -1, np.int64)
        try:
            sent = self._write(urls, (rows, shards), extras, refs, origin)
        finally:
            # Only now, and also when the disk was full half-way: a URL that is known
            # and in no log would be lost for ever, one in a log and no lane for now.
            logged = refs >= 0
            self._store.learn(urls.fps[rows[logged]])
            self._agenda.insert(hosts[logged], extras.rank[rows[logged]], refs[logged])
            if origin.kind == URLS and not self._quotas.off:
                self._quotas.count(urls.take(rows[logged]))
        self._store.learn(urls.fps[rows[sent]])
        reasons = np.zeros(len(rows), np.uint8)
        reasons[order[sent]] = Reason.FOREIGN
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
        where: tuple[Ints, Bytes],
        extras: Extras,
        refs: Ints,
        origin: "Origin",
    ) -> Any:
        """Fill in the refs of what is written; return which rows were sent elsewhere."""
        rows, shards = where
        encoded = encode(urls, rows, extras)
        sent = np.zeros(len(rows), np.bool_)
        bounds = np.searchsorted(shards, np.arange(SHARDS + 1)).tolist()
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            begin, end = bounds[number], bounds[number + 1]
            if number not in self._store.owned:
                origin.send(number, urls, rows[begin:end], extras)
                sent[begin:end] = True
                continue
            refs[begin:end] = self._append(number, encoded, begin, end, origin)
        return sent

    def _append(
        self, number: int, encoded: Encoded, begin: int, end: int, origin: "Origin"
    ) -> Ints:
        shard = self.shard(number)
        if shard.is_full():
            self._agenda.seal(number, shard.newest.number)
            shard.roll()
        records, begins = encoded.part(begin, end)
        return shard.append(records, begins, origin.kind, origin.number)


class Origin:
    """Where URLs come from: the caller, or a file of due ones with its number."""

    def __init__(self, send: Send, kind: int = URLS, number: int = 0) -> None:
        self.send = send
        self.kind = kind
        self.number = number


def metas_of(meta: Sequence[bytes] | None, kept: Ints) -> tuple[Bytes, Ints]:
    """Return what the caller gave with the URLs in `kept`, as a column."""
    if meta is None:
        return np.empty(0, np.uint8), np.empty(0, np.int64)
    chosen = [meta[row] for row in kept.tolist()]
    ends = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum([len(one) for one in chosen], out=ends[1:])
    return np.frombuffer(b"".join(chosen), np.uint8), ends
