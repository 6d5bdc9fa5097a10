"""The frontier of one campaign: which URL is fetched next, and that none is lost.

    schedule   URL -> scope, traps -> known? -> log (accepted) -> known -> lane
    next_batch queue of hosts -> lane -> robots.txt -> lease  one request a host at once
    fetched    the answer came: the host's delay starts
    done       the page is safe: acknowledged                 else: fail, release

The log is written before a URL counts as known, and a URL leaves the log only when it
was acknowledged. So a kill at any moment loses nothing that was accepted, and repeats at
most what was leased. The clock comes in with every call; nothing here waits.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from math import inf, nan
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from frontier.acks import DROPPED, EMPTY, PAGE
from frontier.agenda import Agenda
from frontier.carrier import Carrier
from frontier.cold import compile_if_cold
from frontier.column import Urls, read_urls
from frontier.durable import refusing, write_whole
from frontier.errors import BadPlan
from frontier.figures import figures
from frontier.handout import Handout
from frontier.intake import Intake, Origin
from frontier.kernel import Ints, Keys, Small
from frontier.manners import Manners
from frontier.permission import Permission
from frontier.plan import Plan, kept_plan
from frontier.planner import Planner, Visit
from frontier.recall import recall
from frontier.robots import Answer, Outcome, Robots
from frontier.robots import Kind as Says
from frontier.segments import give_pages_back
from frontier.sitemaps import may_name
from frontier.sitemaps import read as read_sitemap
from frontier.spent import Spent, spent
from frontier.store import Store
from frontier.urls import SHARDS
from frontier.values import EMPTY_BATCH, Batch, Kind, Reason, Scheduled, Stats

# Numbers of leases.
Leased = Keys | Sequence[int]
# What a power cut may cost when the plan says "interval".
_SYNC_EVERY_S = 0.1
_SPARE_EVERY_S = 0.2
# Folders of the whole home beside those of the campaigns.
_TAKEN = frozenset({"hosts", "robots"})


class Frontier:
    """One campaign's URLs in the shards that this process owns."""

    def __init__(
        self, folder: Path, campaign: str, plan: Plan, shards: Iterable[int]
    ) -> None:
        self.folder = folder / campaign
        self.plan = plan
        self._pause = self.folder / "paused"
        self._store = Store(self.folder, plan, shards)
        try:
            self._furnish(folder)
        except BaseException:
            self._store.abandon()
            raise
        self._now = 0.0
        self._skew = 0.0  # by how much the caller's clock was set back
        self._synced_at = 0.0
        self._spared_at = 0.0
        self._closed = False
        self._attempts: dict[int, int] = {}

    def _furnish(self, folder: Path) -> None:
        plan = self.plan
        self._agenda = Agenda(
            newest_first=plan.order == "depth", segment_of=self._store.segment
        )
        self._manners = Manners(folder, plan, self._agenda, self._store.owned)
        self._intake = Intake(plan, self._store, self._agenda, self._manners)
        self._robots = (
            Robots.open(folder / "robots", plan.robots, self._store.owned)
            if plan.robots is not None
            else None
        )
        self._handout = Handout(
            self._store,
            self._agenda,
            self._manners,
            Permission(self._robots, self._agenda) if self._robots else None,
        )
        self._planner = Planner(self.folder, plan)

    @classmethod
    def open(
        cls,
        folder: Path,
        campaign: str,
        now: float,
        plan: Plan | None = None,
        shards: Iterable[int] = range(SHARDS),
    ) -> "Frontier":
        """Open the frontier of `campaign` below `folder` and own its `shards`.

        Without a plan it is opened with the one it was opened with before.
        """
        compile_if_cold()
        if campaign in _TAKEN:
            raise BadPlan(
                f"a campaign cannot be named {campaign!r}; choose another name"
            )
        place = folder / campaign
        with refusing(place):
            place.mkdir(parents=True, exist_ok=True)
        frontier = cls(folder, campaign, kept_plan(place, plan), shards)
        try:
            frontier._start(now)
        except BaseException:
            frontier._abandon()
            raise
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
        """Accept URLs that belong and are new (`again`: also those that are known)."""
        self._tick(now)
        column, kept = _column(urls)
        columns = (priority, depth, score, kind)
        extras = self._intake.extras(kept, columns, meta)
        reasons = np.full(len(urls), Reason.BAD, np.uint8)
        origin = Origin(again=again)
        reasons[kept] = self._intake.accept(column, extras, self._now, origin)
        self._sync_if_due(accepted=True)
        return Scheduled(reasons == Reason.ACCEPTED, reasons)

    def next_batch(self, most: int, now: float) -> Batch:
        """Hand out up to `most` URLs, one of each host that may be asked now."""
        self._tick(now)
        if self.paused:
            return EMPTY_BATCH
        return self._handout.take(self._affordable(most), self._now)

    def fetched(
        self,
        ids: Leased,
        now: float,
        *,
        seconds: ArrayLike = 0.0,
        size: ArrayLike = 0.0,
        status: ArrayLike = 200,
        retry_after: ArrayLike = nan,
    ) -> None:
        """Free the hosts that answered, and start their delays.

        `retry_after` is in seconds, NaN where the answer had no such header.
        """
        ids = np.asarray(ids, np.uint64)
        self._tick(now)
        answers = np.empty((len(ids), 4))
        for at, column in enumerate((seconds, size, status, retry_after)):
            answers[:, at] = column
        paused = self._agenda.rest(ids, self._manners.rules, answers, self._now)
        if len(paused):
            self._manners.note(paused)

    def answered(self, lease: int, answer: Answer, now: float) -> Outcome:
        """Take in what came back for the robots.txt that `lease` was handed out for."""
        asked_s = nan if answer.retry_after_s is None else answer.retry_after_s
        self.fetched([lease], now, status=answer.status or 0, retry_after=asked_s)
        outcome = self._handout.answered(lease, answer, self._now)
        if self.plan.sitemaps and outcome.sitemaps:
            self.schedule(outcome.sitemaps, now, kind=Kind.SITEMAP, priority=1)
        return outcome

    def forbids(self, url: str, now: float) -> bool:
        """Return whether robots.txt, as far as it is known, forbids `url`."""
        if self._robots is None:
            return False
        self._tick(now)
        said = self._robots.verdict(url, self._now)
        if said.robots_url is not None:
            self._robots.forgotten(said.robots_url)  # nobody fetches it for this
        return said.kind is Says.FORBIDDEN

    def done(
        self,
        ids: Leased,
        now: float,
        *,
        page: bool = True,
        visits: Sequence[Visit] | None = None,
    ) -> None:
        """Acknowledge: the pages are safe (or: there was an answer, and no page).

        With `visits`, one a lease, the pages' next visits are planned; without, known
        ones that gave no page are visited later.
        """
        ids = np.asarray(ids, np.uint64)
        self._tick(now)
        self.fetched(ids, now)
        if visits is not None or not page:
            self._plan_visits(ids, visits)
        # The ack first: when the disk is full the leases are still there.
        self._store.acknowledge(PAGE if page else EMPTY, self._agenda.held(ids))
        hosts, _, refs = self._settle(ids)
        for ref in refs.tolist() if self._attempts else ():
            self._attempts.pop(ref, None)
        if page:
            np.add.at(self._agenda.hosts.rows["done"], hosts, 1)
        else:
            self._agenda.give_back(hosts)
        self._sync_if_due()

    def fail(self, ids: Leased, now: float) -> int:
        """Try the URLs again later, or give them up; return how many are given up."""
        ids = np.asarray(ids, np.uint64)
        self._tick(now)
        self.fetched(ids, now)
        refs = self._agenda.held(ids)
        tries = {ref: self._attempts.get(ref, 0) + 1 for ref in refs.tolist()}
        lost = [ref for ref, count in tries.items() if count >= self.plan.attempts]
        out = ids[self._agenda.are_out(ids)]
        self._plan_visits(out[np.isin(self._agenda.refs(out), lost)], None)
        self._store.acknowledge(DROPPED, np.array(lost, np.int64))
        self._attempts.update(tries)
        hosts, ranked, refs = self._settle(ids)
        self._agenda.give_back(hosts)
        gone = np.isin(refs, lost)
        np.add.at(self._agenda.hosts.rows["dropped"], hosts[gone], 1)
        self._agenda.insert(hosts[~gone], ranked[~gone], refs[~gone])
        for ref in lost:
            del self._attempts[ref]
        self._sync_if_due()
        return len(lost)

    def _plan_visits(self, ids: Keys, visits: Sequence[Visit] | None) -> None:
        if not self.plan.recrawl.on or not len(ids):
            return
        live = np.flatnonzero(self._agenda.are_out(ids)).tolist()
        urls, given = self._handout.asked(ids[live])
        if visits is None:
            self._planner.missed(urls, given, self._now)
        else:
            self._planner.visited(urls, given, [visits[row] for row in live], self._now)

    def set_aside(self, ids: Leased, now: float) -> None:
        """Let hosts go on whose URLs are not asked; released, those wait again."""
        self._tick(now)
        self._agenda.set_aside(np.asarray(ids, np.uint64), self._now)

    def release(self, ids: Leased, now: float) -> None:
        """Take URLs back that were never asked; they go first again."""
        ids = np.asarray(ids, np.uint64)
        self._tick(now)
        self._handout.put_back(ids, self._now)

    def plan_due(self, now: float, most: int = 10_000) -> int:
        """Schedule known pages whose next visit is due; return how many."""
        self._tick(now)
        return self._planner.schedule(self._intake, self._now, most, self.sync)

    def next_due_at(self) -> float | None:
        """Return when `plan_due` may have something, None if nothing is planned."""
        at = self._planner.next_due_at()
        return None if at is None else at - self._skew

    def read_sitemap(
        self,
        url: str,
        body: bytes,
        now: float,
        *,
        depth: int = 0,
        trusted: bool = False,
        score: Callable[[list[str]], ArrayLike] | None = None,
    ) -> Scheduled:
        """Schedule what a sitemap names; pages it says have changed are due at once.

        One that a person gave is `trusted` to speak for any host.
        """
        self._tick(now)
        sitemap = read_sitemap(body, url)
        sitemaps_of = self._robots.sitemaps if self._robots else lambda _: ()
        pages = [
            page
            for page in sitemap.pages
            if trusted or may_name(url, page.url, sitemaps_of)
        ]
        if sitemap.nested:
            self.schedule(sitemap.nested, now, kind=Kind.SITEMAP, priority=1)
        if self.plan.recrawl.on:
            self._planner.changed(
                [(page.url, page.lastmod) for page in pages if page.lastmod], self._now
            )
        urls = [page.url for page in pages]
        scores = score(urls) if score else None
        return self.schedule(urls, now, depth=depth, score=scores)

    def next_ready_at(self) -> float | None:
        """Return when `next_batch` may have something, None if nothing waits."""
        if self.paused or self._affordable(1) < 1:
            return None
        at = self._agenda.next_time()
        return None if at is None else at - self._skew

    def spent(self) -> Spent | None:
        """Return which budget keeps all that waits, None if none does."""
        return spent(self._agenda, self.plan.budgets, self._store.acks.count(PAGE))

    @property
    def carrier(self) -> Carrier:
        """What brings URLs of other owners' shards to them, and ours to us."""
        return self._intake.carrier

    @carrier.setter
    def carrier(self, carrier: Carrier) -> None:
        self._intake.carrier = carrier

    @property
    def owned(self) -> frozenset[int]:
        """The shards that this process owns."""
        return self._store.owned

    @property
    def paused(self) -> bool:
        """Whether nothing is handed out until someone says `paused = False`."""
        return self._pause.exists()

    @paused.setter
    def paused(self, paused: bool) -> None:
        # A file, so that every owner of the campaign sees it.
        if paused:
            write_whole(self._pause, b"")
        else:
            with refusing(self._pause):
                self._pause.unlink(missing_ok=True)

    def block(self, host: str, until: float | None, now: float) -> None:
        """Ask `host` nothing until a time, or for good."""
        self._tick(now)
        self._manners.block(
            self._row_of(host), inf if until is None else until + self._skew
        )

    def unblock(self, host: str, now: float) -> None:
        """Let `host` be asked again, whoever paused it."""
        self._tick(now)
        self._manners.unblock(self._row_of(host))

    def set_delay(self, host: str, seconds: float | None, now: float) -> None:
        """Keep `seconds` between two requests to `host`; None: as the plan says."""
        self._tick(now)
        self._manners.set_delay(self._row_of(host), seconds)

    def delay_s(self, host: str) -> float:
        """Return the seconds from an answer of `host` to the next request, at least."""
        return self._manners.delay_s(self._row_of(host))

    def ready_at(self, host: str) -> float:
        """Return when `host` may be asked again, as delays and pauses have it."""
        row = self._agenda.hosts.rows[self._row_of(host)]
        return float(max(row["ready_at"], row["blocked_until"])) - self._skew

    def asked(self, host: str, now: float) -> None:
        """Start the delay of `host`, which gave a part of another host's page."""
        self._tick(now)
        row = self._agenda.hosts.rows[self._row_of(host)]
        row["ready_at"] = max(row["ready_at"], self._now + self.delay_s(host))

    def set_address(self, host: str, address: str) -> None:
        """Say which address a host has, for the gate that its neighbours share."""
        self._manners.set_address(self._row_of(host), address)

    def know(self, urls: Sequence[str] | Urls) -> None:
        """Count URLs as known that were fetched in a life this log does not tell of."""
        self._intake.know(_column(urls)[0], self._now)

    def stats(self) -> Stats:
        """Return where the campaign stands."""
        found = figures(
            self._store,
            self._agenda,
            self._robots.stats() if self._robots else None,
            [*self._manners.damage, *self._planner.damage],
        )
        return msgspec.structs.replace(
            found, next_ready_at=self.next_ready_at(), paused=self.paused
        )

    def sync(self) -> None:
        """Wait until everything accepted, acknowledged and learnt is on the disk."""
        self._store.sync()
        self._manners.sync()
        self._planner.sync()
        if self._robots is not None:
            self._robots.sync()
        self._synced_at = self._now
        if self._now >= self._spared_at + _SPARE_EVERY_S:
            self._spared_at = self._now
            give_pages_back()

    def checkpoint(self) -> None:
        """Remove what is done with, and what would make the next opening slow."""
        self._store.checkpoint()

    def close(self, now: float | None = None) -> None:
        """Make everything safe and let go of the shards.

        A host that is being asked rests from `now` on, or from the last time told.
        """
        if self._closed:
            return
        self._closed = True
        if now is not None:
            self._tick(now)
        # What cannot be done any more, on a full disk, keeps nothing else from closing.
        with ExitStack() as closing:
            closing.callback(self._store.close)
            if self._robots is not None:
                closing.callback(self._robots.close)
            closing.callback(self._manners.close, self._now)
            closing.callback(self._planner.sync)
            self._agenda.close()
            self._store.checkpoint()

    def _start(self, now: float) -> None:
        self._tick(now)
        self._manners.open(self._store.owned, now)
        self._planner.open(sorted(self._store.owned))
        for shard, found in self._store.open():
            self._intake.shard(shard.number)
            recall(shard, found, self._agenda, self._manners, self._now)

    def _abandon(self) -> None:
        self._agenda.close()
        self._store.abandon()
        self._manners.abandon()
        if self._robots is not None:
            self._robots.close()

    def _tick(self, now: float) -> None:
        """Let the time be `now`; a clock that is set back goes on from where it was.

        So no host is asked early for it, and none waits for the clock to catch up.
        """
        self._skew += max(0.0, self._now - (now + self._skew))
        self._now = now + self._skew
        self._manners.skew = self._skew

    def _row_of(self, name: str) -> int:
        return self._manners.row_of(name, self._now)

    def _settle(self, ids: Keys) -> tuple[Small, Small, Ints]:
        return self._handout.settle(ids, self._now)

    def _affordable(self, most: int) -> int:
        budget = self.plan.budgets.crawl
        if budget is None:
            return most
        leased = self._agenda.leased()
        return min(most, budget - self._store.acks.count(PAGE) - leased)

    def _sync_if_due(self, *, accepted: bool = False) -> None:
        rule = self.plan.sync
        late = self._now >= self._synced_at + _SYNC_EVERY_S
        if self._store.heavy or (
            (rule == "batch" and accepted) or (rule != "never" and late)
        ):
            self.sync()


def _column(urls: Sequence[str] | Urls) -> tuple[Urls, Ints]:
    if isinstance(urls, Urls):
        return urls, np.arange(len(urls))
    return read_urls(urls)
