"""How hosts are treated, for the whole home: delays, pauses, blocks, gates, robots.txt.

    hosts/<shard>.log     the book: what a host may be asked (book.py)
    robots/<shard>.log    the newest robots.txt of each origin (robots.py)

The agenda keeps the numbers that its loops need in the rows of its hosts; this file
brings them there from the books, and back when a person or a host changes them.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from math import inf, nan
from pathlib import Path

import numpy as np

from frontier.agenda import Agenda
from frontier.book import Book
from frontier.column import hashes
from frontier.facts import Records
from frontier.hosts import FLYING, READY, grown
from frontier.kernel import Ints, Keys, Small
from frontier.plan import Budgets, Plan
from frontier.politeness import delay_after, rules_of
from frontier.states import BLOCKED, STATE
from frontier.urls import domain

_FIELDS = list(STATE.names or ())


class Manners:
    """The books of the owned shards, and the rows of their hosts."""

    def __init__(
        self, folder: Path, plan: Plan, agenda: Agenda, owned: Iterable[int]
    ) -> None:
        self.rules = rules_of(plan.politeness)
        self._folder = folder / "hosts"
        self._plan = plan
        self._agenda = agenda
        self._owned = frozenset(owned)
        self._books: dict[int, Book] = {}
        self._gates: dict[str, int] = {}
        self._domains: dict[str, int] = {}
        self._unmet: Counter[int] = Counter()  # pages, by the keys of hosts without row
        self._held: dict[int, tuple[float, float]] = {}
        self.skew = 0.0  # by how much our clock is ahead of the caller's
        self.damage: list[str] = []

    def open(self, shards: Iterable[int], now: float) -> None:
        """Bring the hosts that the books of `shards` know into the agenda."""
        for number in shards:
            if (self._folder / f"{number:02}.log").exists():
                self._open(number, now)

    def greet(self, first: int, now: float) -> None:
        """Give the hosts from row `first` on what holds for hosts not met before."""
        hosts = self._agenda.hosts
        last = len(hosts)
        for number in np.unique(hosts.rows["shard"][first:last]).tolist():
            if number not in self._owned:
                continue  # its book is another process's to write
            book = self._books.get(number) or self._open(number, now)
            rows = hosts.rows[first:last]
            mine = rows["shard"] == number
            rows["ready_at"][mine] = np.fmax(rows["ready_at"][mine], book.strangers_at)
        self._sort_in(first, last)

    def row_of(self, name: str, now: float) -> int:
        """Return the row of a host, which is made when it was not met before."""
        known = len(self._agenda.hosts)
        row = self._agenda.hosts.row_of(name, int(hashes([name])[0]))
        if row == known:
            self.greet(known, now)
        return row

    def count_pages(self, keys: Keys) -> None:
        """Count pages of former lives, by the keys of their hosts."""
        hosts = self._agenda.hosts
        rows = hosts.known(keys)
        if self._plan.budgets != Budgets():
            self._unmet.update(keys[rows < 0].tolist())
        rows = rows[rows >= 0]
        np.add.at(hosts.rows["done"], rows, 1)
        np.subtract.at(hosts.rows["budget"], rows, 1)
        domains = hosts.rows["domain"][rows]
        np.subtract.at(self._agenda.budgets, domains[domains >= 0], 1)

    def note(self, hosts: Ints | Small) -> None:
        """Write down what changed of `hosts`, so that it outlives this process."""
        rows = self._agenda.hosts.rows
        for number in np.unique(rows["shard"][hosts]).tolist():
            if number not in self._owned:
                continue
            mine = [host for host in hosts.tolist() if rows["shard"][host] == number]
            names = [self._agenda.hosts.names[host] for host in mine]
            book = self._books[number]
            book.note(names, self._told(rows[_FIELDS][mine].astype(STATE)))
            if book.swollen:
                book.compact(*self._states_of(number))

    def block(self, host: int, until: float) -> None:
        """Ask a host nothing until a time; `inf` is for good."""
        row = self._agenda.hosts.rows[host : host + 1]
        row["blocked_until"] = until
        row["flags"] |= BLOCKED
        self.note(np.array([host]))
        self._queue_again(host)

    def unblock(self, host: int) -> None:
        """Let a host be asked again, whoever paused it."""
        row = self._agenda.hosts.rows[host : host + 1]
        row["blocked_until"] = 0.0
        row["flags"] &= 0xFF ^ BLOCKED
        row["level"] = 0
        self.note(np.array([host]))
        self._queue_again(host)

    def set_delay(self, host: int, seconds: float | None) -> None:
        """Keep `seconds` between requests to a host; None is the plan's own delay."""
        row = self._agenda.hosts.rows[host : host + 1]
        before = self.delay_s(host)
        row["set_delay"] = nan if seconds is None else seconds
        # What is left of the delay that runs grows with it, and is not cut short.
        row["ready_at"] += max(0.0, self.delay_s(host) - before)
        self.note(np.array([host]))

    def robots_delay(self, host: int, seconds: float | None) -> None:
        """Keep the Crawl-delay that a host's robots.txt asks for."""
        row = self._agenda.hosts.rows[host : host + 1]
        before = float(row["robots_delay"][0])
        after = nan if seconds is None else seconds
        if before != after and not (before != before and after != after):
            delay = self.delay_s(host)
            row["robots_delay"] = after
            row["ready_at"] += max(0.0, self.delay_s(host) - delay)
            self.note(np.array([host]))

    def hold(self, host: int, until: float) -> None:
        """Ask a host nothing until its robots.txt is known, or until a time."""
        rows = self._agenda.hosts.rows
        ready_at = float(rows["ready_at"][host])
        before, held_to = self._held.get(host, (ready_at, ready_at))
        # An answer since then began a rest of its own, which counts.
        before = before if ready_at <= held_to else ready_at
        rows["ready_at"][host] = until = max(ready_at, until)
        self._held[host] = before, until

    def let_go(self, host: int, now: float) -> None:
        """End what `hold` began; whatever was asked meanwhile, a delay follows it."""
        rows = self._agenda.hosts.rows
        ready_at = float(rows["ready_at"][host])
        before, held_to = self._held.pop(host, (ready_at, -inf))
        if ready_at <= held_to:
            rows["ready_at"][host] = max(before, now + self.delay_s(host))
            self._queue_again(host)

    def delay_s(self, host: int) -> float:
        """Return the seconds that a host rests after an answer, at least."""
        row = self._agenda.hosts.rows[host]
        return delay_after(
            self.rules, float(row["set_delay"]), float(row["robots_delay"]), 0.0, 0.0
        )

    def set_address(self, host: int, address: str) -> None:
        """Put a host behind the gate of its address, when the plan has such gates."""
        if self._plan.politeness.group_by == "address":
            self._put_behind(host, address)

    def sync(self) -> None:
        """Wait until every note is on the disk."""
        for book in self._books.values():
            book.sync()

    def abandon(self) -> None:
        """Let go of the books without a word."""
        for book in self._books.values():
            book.abandon()

    def close(self, now: float) -> None:
        """Write exact books and close them."""
        with ExitStack() as closing:
            for number, book in self._books.items():
                closing.callback(self._close, number, book, now)

    def _close(self, number: int, book: Book, now: float) -> None:
        rows = self._agenda.hosts.live
        names, states = self._states_of(number)
        # Whoever is being asked now has to rest after it, as far as we know.
        mine = np.flatnonzero(rows["shard"] == number)
        flying = rows["place"][mine] == FLYING
        rest = np.array([self.delay_s(host) for host in mine[flying].tolist()])
        states["ready_at"][flying] = now - self.skew + rest
        book.close(now - self.skew, names, states)

    def _states_of(self, number: int) -> tuple[list[str], Records]:
        hosts = self._agenda.hosts
        mine = np.flatnonzero(hosts.live["shard"] == number)
        names = [hosts.names[host] for host in mine.tolist()]
        return names, self._told(hosts.live[_FIELDS][mine].astype(STATE))

    def _told(self, states: Records) -> Records:
        """Return `states` by the caller's clock: what is kept outlives ours."""
        for field in ("ready_at", "trouble_at", "blocked_until"):
            states[field] -= self.skew
        return states

    def _open(self, number: int, now: float) -> Book:
        book = Book.open(self._folder, number, now, self.rules)
        self._books[number] = book
        self.damage += book.damage
        hosts = self._agenda.hosts
        rows = hosts.known(book.states["key"])
        new = np.flatnonzero(rows < 0)
        if len(new):
            first = hosts.add(
                [book.names[row] for row in new.tolist()],
                book.states["key"][new],
                number,
            )
            rows = hosts.known(book.states["key"])
        for field in _FIELDS:
            hosts.rows[field][rows] = book.states[field]
        if len(new):
            self._sort_in(first, len(hosts))
        return book

    def _sort_in(self, first: int, last: int) -> None:
        """Give new hosts their budget, less what they gave before, and their gate."""
        self._limit(first, last)
        keys = self._agenda.hosts.rows["key"][first:last].tolist()
        counts = [self._unmet.pop(key, 0) for key in keys]
        if any(counts):
            self.count_pages(np.repeat(np.array(keys, np.uint64), counts))

    def _limit(self, first: int, last: int) -> None:
        """Give hosts their budget, and their gate."""
        hosts = self._agenda.hosts
        rows = hosts.rows[first:last]
        budgets = self._plan.budgets
        if budgets.host is not None:
            rows["budget"] = budgets.host
        by_domain = self._plan.politeness.group_by == "domain"
        if not by_domain and budgets.domain is None:
            return
        for host in range(first, last):
            name = domain(hosts.names[host])
            if by_domain:
                self._put_behind(host, name)
            if budgets.domain is not None:
                hosts.rows["domain"][host] = self._budget_of(name, budgets.domain)

    def _queue_again(self, host: int) -> None:
        """Queue a host for its new time, which may be before the one it stands for."""
        if self._agenda.hosts.rows["place"][host] == READY:
            self._agenda.wake(host)

    def _put_behind(self, host: int, name: str) -> None:
        agenda = self._agenda
        if name not in self._gates:
            self._gates[name] = len(self._gates)
            if len(self._gates) > len(agenda.gates):
                agenda.gates = grown(agenda.gates, len(self._gates) + 64)
            gate = agenda.gates[self._gates[name] : self._gates[name] + 1]
            gate["herald"] = gate["first"] = gate["last"] = -1
        row = agenda.hosts.rows[host : host + 1]
        gates = agenda.gates
        if row["group"][0] >= 0:
            return  # a host keeps the gate that it has for as long as we run
        row["group"] = self._gates[name]
        # Its last answer ended a delay before it may be asked again.
        rest_s = self.rules.group_delay_s - self.delay_s(host)
        gate = gates[self._gates[name] : self._gates[name] + 1]
        gate["ready_at"] = np.fmax(gate["ready_at"], row["ready_at"] + rest_s)
        if row["place"][0] == FLYING:
            gates["in_flight"][self._gates[name]] += 1

    def _budget_of(self, name: str, pages: int) -> int:
        agenda = self._agenda
        if name not in self._domains:
            self._domains[name] = len(self._domains)
            if len(self._domains) > len(agenda.budgets):
                agenda.budgets = grown(agenda.budgets, len(self._domains) + 64)
            agenda.budgets[self._domains[name]] = pages
        return self._domains[name]
