"""May this URL be fetched? robots.txt as RFC 9309 says, decided here, fetched elsewhere.

    verdict ->  ALLOWED, FORBIDDEN       by the origin's current copy
                ASK robots_url           fetch that file; until its answer nobody else is
                                         asked to: say `answered` or `forgotten`
                WAIT until               it is being fetched, or the host is left alone

    answered    2xx                      the file's rules, for `cache_s`
                404 and its like         everything allowed, for `error_cache_s`
                5xx, no answer           nothing allowed; asked again after growing pauses
                429                      the same; the first pause is what it asks for
                3xx                      `follow`; past five, or in a loop: as 404

An old copy allows nothing: once it has run out, its file is read before the next page,
and what cannot be read forbids, for as long as that lasts (the standard would let us
go on after 30 days). A clock that jumps costs requests, never protection: set forward,
copies run out and are asked for anew; set back, a copy from the future counts as run
out, and a pause begins again at its full length.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from frontier.robotsanswers import (
    ALLOWED,
    FORBIDDEN,
    Answer,
    Kind,
    Outcome,
    RobotsStats,
    Verdict,
)
from frontier.robotscopies import AWAY, CLOSED, LATER, OPEN, RULES, Copies, Copy
from frontier.robotsrules import Rules, parse
from frontier.robotssettings import RobotsSettings
from frontier.robotsshelf import Shelf
from frontier.urls import canonical, join

__all__ = [
    "ALLOWED",
    "FORBIDDEN",
    "Answer",
    "Kind",
    "Outcome",
    "Robots",
    "RobotsSettings",
    "RobotsStats",
    "Verdict",
]

# A clock may be set back by this much before a copy counts as one from the future.
_SLACK_S = 60.0
# No Retry-After holds for longer.
_LONGEST_WAIT_S = 30 * 86_400.0
_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
# As much as a byte holds; the pause has long stopped growing.
_MOST_FAILS = 255


class _Flight(NamedTuple):
    since: float
    hops: tuple[str, ...]


class Robots:
    """The robots.txt of all origins of some shards; one process has them open."""

    def __init__(self, copies: Copies, settings: RobotsSettings) -> None:
        self._copies = copies
        self._settings = settings
        self._flights: dict[str, _Flight] = {}
        self._shelf = Shelf(settings.parsed_bytes)
        self._rows = copies.rows
        self._state = copies.state
        self._asked_at = copies.asked_at
        self._until = copies.until

    @classmethod
    def open(
        cls, folder: Path, settings: RobotsSettings, shards: Iterable[int] = range(64)
    ) -> "Robots":
        """Open what `folder` (HOME/frontier/robots) holds of `shards`."""
        return cls(Copies.open(folder, shards, settings.name), settings)

    @property
    def damage(self) -> tuple[str, ...]:
        """What was damaged when the files were opened; those origins are asked again."""
        return self._copies.damage

    def verdict(self, url: str, now: float) -> Verdict:
        """Tell what may be done with the canonical `url`."""
        # Called for every URL; one whose origin forbids nothing takes half a microsecond.
        cut = url.find("/", 8)
        row = self._rows.get(url[:cut]) if cut > 0 else None
        if row is None:
            return self._first_verdict(url, now)
        if self._asked_at[row] - _SLACK_S <= now < self._until[row]:
            if self._state[row] == OPEN:
                return ALLOWED
            return self._verdict_of(row, url, cut, now)
        return self._outdated(row, url[:cut], now)

    def answered(self, robots_url: str, answer: Answer, now: float) -> Outcome:
        """Take in what came back, for the `robots_url` of the ASK also after redirects."""
        origin = _origin(robots_url)
        flight = self._flights.pop(origin, None) or _Flight(now, (robots_url,))
        target = self._target(flight.hops, answer)
        if target is not None:
            self._flights[origin] = _Flight(now, (*flight.hops, target))
            return Outcome(follow=target)
        status = answer.status
        if status is not None and 200 <= status <= 299:
            return self._read(origin, status, answer.body, now)
        state = self._state_after(status)
        if state in (AWAY, LATER):
            return self._pause(origin, state, answer, now)
        until = now + self._settings.error_cache_s
        self._copies.keep(Copy(origin, state, now, until, status=status))
        return Outcome()

    def forgotten(self, robots_url: str) -> None:
        """Let the file be asked for again: whoever was to fetch it is gone."""
        self._flights.pop(_origin(robots_url), None)

    def crawl_delay_s(self, origin: str) -> float | None:
        """Return the Crawl-delay for us in the last copy of `origin`."""
        rules = self._last_rules(origin)
        return rules.crawl_delay_s if rules else None

    def sitemaps(self, origin: str) -> tuple[str, ...]:
        """Return the sitemaps that the last copy of `origin` names."""
        rules = self._last_rules(origin)
        return rules.sitemaps if rules else ()

    def stats(self) -> RobotsStats:
        """Count origins by what they said last."""
        return RobotsStats(
            open=self._state.count(OPEN),
            with_rules=self._state.count(RULES),
            closed=self._state.count(CLOSED),
            unreachable=self._state.count(AWAY),
            deferred=self._state.count(LATER),
            in_flight=len(self._flights),
        )

    def sync(self) -> None:
        """Wait until every answer is on the disk; a kill loses none even without."""
        self._copies.sync()

    def close(self) -> None:
        """Sync and close."""
        self._copies.close()

    def _first_verdict(self, url: str, now: float) -> Verdict:
        url = canonical(url)
        origin = _origin(url)
        if origin in self._rows:
            return self.verdict(url, now)
        self._copies.shard(origin)
        return self._ask(origin, now)

    def _verdict_of(self, row: int, url: str, cut: int, now: float) -> Verdict:
        state = self._state[row]
        rules = self._rules_of(row) if state == RULES else None
        if rules is not None:
            return ALLOWED if rules.allows(url[cut:]) else FORBIDDEN
        if state == CLOSED:
            return FORBIDDEN
        if state in (AWAY, LATER):
            return Verdict(Kind.WAIT, until=self._until[row])
        # Its text broke on the disk.
        return self._ask(url[:cut], now)

    def _outdated(self, row: int, origin: str, now: float) -> Verdict:
        set_back = now < self._asked_at[row] - _SLACK_S
        if set_back and self._state[row] in (AWAY, LATER):
            pause_s = self._until[row] - self._asked_at[row]
            self._asked_at[row] = now
            self._until[row] = now + pause_s
            return Verdict(Kind.WAIT, until=now + pause_s)
        return self._ask(origin, now)

    def _ask(self, origin: str, now: float) -> Verdict:
        flight = self._flights.get(origin)
        if flight is None or now >= flight.since + self._settings.flight_s:
            robots_url = f"{origin}/robots.txt"
            self._flights[origin] = _Flight(now, (robots_url,))
            return Verdict(Kind.ASK, robots_url)
        if now < flight.since:
            self._flights[origin] = flight._replace(since=now)
        until = min(now, flight.since) + self._settings.flight_s
        return Verdict(Kind.WAIT, until=until)

    def _target(self, hops: tuple[str, ...], answer: Answer) -> str | None:
        """Return where a redirect leads, if it is to be followed."""
        if answer.status not in _REDIRECTS or not answer.location:
            return None
        target = join(hops[-1], answer.location)
        if target in hops or len(hops) > self._settings.max_redirects:
            return None
        return target

    def _state_after(self, status: int | None) -> int:
        if status == 429:
            return LATER
        if status in (401, 403) and self._settings.forbidden_statuses == "forbid":
            return CLOSED
        # A redirect that leads nowhere is as good as no file; 304 was never asked for.
        if status in _REDIRECTS or (status is not None and 400 <= status <= 499):
            return OPEN
        return AWAY

    def _read(self, origin: str, status: int, body: bytes, now: float) -> Outcome:
        settings = self._settings
        # One byte more than is read, so that the reader knows it was cut.
        body = body[: settings.largest_bytes + 1]
        rules = parse(body, settings.name, settings.largest_bytes)
        state = OPEN if rules.allows_all else RULES
        until = now + settings.cache_s
        copy = Copy(
            origin, state, now, until, status=status, name=settings.name, body=body
        )
        self._shelf.put(self._copies.keep(copy), rules)
        return Outcome(crawl_delay_s=rules.crawl_delay_s, sitemaps=rules.sitemaps)

    def _pause(self, origin: str, state: int, answer: Answer, now: float) -> Outcome:
        row = self._rows.get(origin)
        fails = 1 if row is None else min(self._copies.fails[row] + 1, _MOST_FAILS)
        settings = self._settings
        own_s = min(
            settings.first_retry_s * 2.0 ** (fails - 1), settings.longest_retry_s
        )
        asked_s = _sane(answer.retry_after_s)
        if state == LATER and fails == 1 and asked_s is not None:
            own_s = 0.0
        until = now + max(own_s, asked_s or 0.0)
        self._copies.keep(Copy(origin, state, now, until, fails, answer.status))
        return Outcome(wait_until=until)

    def _last_rules(self, origin: str) -> Rules | None:
        row = self._rows.get(_origin(origin))
        if row is None or self._state[row] not in (OPEN, RULES):
            return None
        return self._rules_of(row)

    def _rules_of(self, row: int) -> Rules | None:
        """Return the rules of a row, None if its text broke on the disk."""
        rules = self._shelf.get(row)
        if rules is None:
            text = self._copies.text(row)
            if text is None:
                return None
            rules = parse(text, self._settings.name, self._settings.largest_bytes)
            self._shelf.put(row, rules)
        return rules


def _origin(url: str) -> str:
    """Return scheme, host and port of `url`: `http://a.test:81`."""
    url = canonical(url)
    return url[: url.index("/", 8)]


def _sane(retry_after_s: float | None) -> float | None:
    if retry_after_s is None or not retry_after_s >= 0:
        return None
    return min(retry_after_s, _LONGEST_WAIT_S)
