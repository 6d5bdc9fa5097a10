"""How URLs go out: taken from the agenda, read from the log, shown to robots.txt.

What robots.txt forbids is dropped here, what has to wait goes back, and what has to be
asked first becomes an errand; then the agenda is asked for more, so that a host full of
forbidden pages does not leave a batch empty.
"""

import numpy as np

from frontier.acks import DROPPED
from frontier.agenda import Agenda
from frontier.errors import BadPlan, FrontierError
from frontier.kernel import Ints, Keys, Small
from frontier.leases import NO_REF
from frontier.manners import Manners
from frontier.permission import Errand, Permission
from frontier.ranks import LAST
from frontier.records import WITH_META, host_in
from frontier.robots import Answer, Outcome
from frontier.store import Store
from frontier.urls import domain, shard_of
from frontier.values import EMPTY_BATCH, Batch, Kind, joined

# How often a call looks for more when robots.txt forbids what it found.
_ROUNDS = 64
# After so many URLs of a host that have to wait in a row, the host waits itself.
_WAITS = 16

Settled = tuple[Small, Small, Ints]  # hosts, ranks, refs


class Handout:
    """The way of a URL from its host's lane to the caller, and back."""

    def __init__(
        self,
        store: Store,
        agenda: Agenda,
        manners: Manners,
        permission: Permission | None,
    ) -> None:
        self._store = store
        self._agenda = agenda
        self._manners = manners
        self._permission = permission
        self._waits: dict[int, int] = {}

    def take(self, most: int, now: float) -> Batch:
        """Hand out up to `most` URLs, one of each host that may be asked now."""
        found: list[Batch] = []
        try:
            for _ in range(_ROUNDS):
                batch = self._lease(most, now) if most > 0 else EMPTY_BATCH
                chosen = self._permitted(batch, now)
                found.append(chosen)
                most -= len(chosen)
                if len(chosen) == len(batch):
                    break
        except FrontierError:
            self.put_back(joined(found).ids, now)  # nobody was told of them
            raise
        return joined(found)

    def settle(self, ids: Keys, now: float) -> Settled:
        """Take leases back; return the hosts, ranks and refs of their URLs."""
        if self._permission is not None:
            self._permission.give_up(ids.tolist())
        return self._agenda.settle(ids, now)

    def asked(self, ids: Keys) -> tuple[list[str], list[bytes]]:
        """Return the URLs of leases, and what was given with them."""
        refs = self._agenda.refs(ids)
        batch = self._read(ids, refs, [""] * len(refs))
        return batch.urls, batch.metas

    def put_back(self, ids: Keys, now: float) -> None:
        """Take URLs back that were never asked; they go first again."""
        hosts, ranked, refs = self.settle(ids, now)
        self._agenda.give_back(hosts)
        self._agenda.insert(hosts, ranked, refs)

    def answered(self, lease: int, answer: Answer, now: float) -> Outcome:
        """Take in what came back for the robots.txt that `lease` was handed out for."""
        if self._permission is None:
            raise BadPlan("this campaign asks no robots.txt, so none can be answered")
        errand, outcome = self._permission.finish(lease, answer, now)
        if outcome.follow is not None and not self._owns(outcome.follow):
            # Its host is asked by another process, in turns that we do not know of.
            unread = Answer(status=None)
            outcome = self._permission.robots.answered(errand.asked, unread, now)
        self._agenda.settle(np.array([lease], np.uint64), now)
        if outcome.follow is not None:
            target = self._manners.row_of(host_in(outcome.follow), now)
            following = Errand(outcome.follow, errand.asked, errand.host)
            self._permission.send(target, following)
            return outcome
        self._manners.let_go(errand.host, now)
        if answer.status is not None and answer.status < 500:
            self._manners.robots_delay(errand.host, outcome.crawl_delay_s)
        return outcome

    def _owns(self, url: str) -> bool:
        return shard_of(domain(host_in(url))) in self._store.owned

    def _lease(self, most: int, now: float) -> Batch:
        slots = self._agenda.take(most, now)
        if not len(slots):
            return EMPTY_BATCH
        ids = self._agenda.numbers(slots)
        held = self._agenda.leases.slots[slots]
        refs, hosts = held["ref"], held["host"]
        names = self._agenda.hosts.names
        named = [names[host] for host in hosts.tolist()]
        pages = np.flatnonzero(refs != NO_REF)
        if len(pages) == len(refs):
            return self._read(ids, refs, named)
        batch = self._read(ids[pages], refs[pages], [named[row] for row in pages])
        rest = np.flatnonzero(refs == NO_REF)
        return joined([batch, self._errands(ids[rest], hosts[rest])])

    def _read(self, ids: Keys, refs: Ints, names: list[str]) -> Batch:
        """Return what the log says of the URLs `refs`."""
        if not len(refs):
            return EMPTY_BATCH
        texts = self._store.texts(refs)
        whole = str(texts.data[: texts.end.max()].data, "ascii")
        bounds = zip(texts.begin.tolist(), texts.end.tolist(), strict=True)
        metas = [b""] * len(refs)
        for row in np.flatnonzero(texts.kind & WITH_META).tolist():
            metas[row] = self._store.meta(int(refs[row]))
        return Batch(
            ids,
            [whole[begin:end] for begin, end in bounds],
            names,
            (texts.kind & (WITH_META - 1)).tolist(),
            texts.depth.tolist(),
            metas,
        )

    def _errands(self, ids: Keys, hosts: Small) -> Batch:
        permission = self._permission
        if permission is None:
            return EMPTY_BATCH
        pairs = list(zip(ids.tolist(), hosts.tolist(), strict=True))
        urls = [permission.start(host, lease).url for lease, host in pairs]
        names = [self._agenda.hosts.names[host] for _, host in pairs]
        kinds, depths = [Kind.ROBOTS] * len(urls), [0] * len(urls)
        return Batch(ids, urls, names, list(kinds), depths, [b""] * len(urls))

    def _permitted(self, batch: Batch, now: float) -> Batch:
        """Return what robots.txt lets through of `batch`, and put the rest away."""
        permission = self._permission
        if permission is None or not len(batch):
            return batch
        sifted = permission.sift(batch, now)
        if sifted.forbidden:
            self._drop(batch, sifted.forbidden, now)
        for row, robots_url in sifted.ask:
            host = self._manners.row_of(batch.hosts[row], now)
            self.put_back(batch.ids[[row]], now)
            permission.send(host, Errand(robots_url, robots_url, host))
        for row, until in sifted.wait:
            self._put_off(batch.ids[[row]], until, now)
        return batch if len(sifted.allowed) == len(batch) else batch.at(sifted.allowed)

    def _drop(self, batch: Batch, rows: list[int], now: float) -> None:
        """Let go of URLs for good."""
        ids = batch.ids[rows]
        try:
            self._store.acknowledge(DROPPED, self._agenda.held(ids))
        except FrontierError:
            self.put_back(batch.ids, now)  # nobody was told of any of them
            raise
        hosts, _, _ = self.settle(ids, now)
        self._agenda.give_back(hosts)
        np.add.at(self._agenda.hosts.rows["dropped"], hosts, 1)

    def _put_off(self, ids: Keys, until: float, now: float) -> None:
        """Take back a URL that has to wait for its origin's robots.txt."""
        hosts, ranked, refs = self.settle(ids, now)
        self._agenda.give_back(hosts)
        host = int(hosts[0])
        waits = self._waits.get(host, 0) + 1
        # Another origin of the host may be alive; its URLs go first then.
        if ranked[0] == LAST or waits > _WAITS:
            self._manners.hold(host, until)
            waits = 0
        self._waits[host] = waits
        ranked[0] = LAST
        self._agenda.insert(hosts, ranked, refs)
