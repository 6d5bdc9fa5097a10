"""A worker looks after the alerts now and then; telling people is work like any other."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.operate.look import Looker, Part
from jobs.operate.rules import Rule, facts_of, read_rules
from jobs.operate.sending import channels, send
from jobs.operate.settings import AlertsSettings
from jobs.settings import Settings
from jobs.work.care import Chore
from jobs.work.kinds import Kind
from ledger.alerts import Event, Holding, leads, settle
from ledger.open import Ledger
from ledger.work import Work, put

if TYPE_CHECKING:
    from sqlalchemy import Connection

ALERT = "alert"
# With waits up to an hour: a mail server may be away for a night.
_TRIES = 16
# What flickers about its bound is one alert, which is over when it was quiet for a while.
_QUIET = timedelta(minutes=5)


def alert_kind(settings: AlertsSettings) -> Kind:
    """Return the kind of work that tells people of an alert."""
    return Kind(ALERT, lambda task: send(settings, task.payload), first_wait_s=10.0)


def alerting(
    ledger: Ledger, home: Path, settings: Settings, owner: str
) -> tuple[Chore, ...]:
    """Return the chore of looking after alerts; rules that are none are refused."""
    rules = read_rules(settings.alerts.rules)
    if not rules:
        return ()
    asked = {rule.fact for rule in rules}
    looker = Looker(home, settings, 0.0, leaves=_unasked(asked))
    watch = Watch(ledger, looker, rules, owner)
    return (Chore(settings.alerts.look_every_s, watch.look),)


def _unasked(asked: set[str]) -> frozenset[Part]:
    """Return what no rule asks for; a worker that opens no lake stays small."""
    needed: dict[Part, str] = {
        "crawls": "crawl.blocked",
        "fetched": "freshness.fetch_hours",
    }
    unasked = {part for part, fact in needed.items() if fact not in asked}
    return frozenset(unasked | {"ahead"})


@dataclass(slots=True)
class Watch:
    """Looks at the home, and puts what people are to be told in the line."""

    ledger: Ledger
    looker: Looker
    rules: list[Rule]
    owner: str
    _ways: list[str] = field(init=False)
    # When each rule was last seen to hold; a worker that begins takes it for just now.
    _held_at: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ways = channels(self.looker.settings.alerts)

    def look(self) -> None:
        """Look once, where no elder worker does."""
        with self.ledger.read() as connection:
            if not leads(connection, self.owner, self.looker.now()):
                return
        state = self.looker.look()
        facts = facts_of(state)
        held = [one.held_by(facts) for one in self.rules]
        holding = [one for one in held if one is not None]
        with self.ledger.write() as connection:
            self._settle(connection, holding, state.at)

    def _settle(
        self, connection: "Connection", holding: list[Holding], now: datetime
    ) -> None:
        for event in settle(connection, holding, now, self._lately(holding, now)):
            for way in self._ways:
                payload = told(event, way, self.looker.home, now)
                put(connection, Work(ALERT, payload, max_attempts=_TRIES), now)

    def _lately(self, holding: list[Holding], now: datetime) -> set[str]:
        """Return the rules that held not long ago."""
        for rule in self.rules:
            self._held_at.setdefault(rule.text, now)
        self._held_at |= dict.fromkeys((one.rule for one in holding), now)
        return {rule for rule, at in self._held_at.items() if now - at < _QUIET}


def told(event: Event, channel: str, home: Path, now: datetime) -> dict[str, Any]:
    """Return what is to be told of an event, with a number that stays over all tries."""
    return {
        "channel": channel,
        "id": f"alert_{secrets.token_hex(12)}",
        "what": event.what,
        "rule": event.rule,
        "value": event.value,
        "since": event.since.isoformat(),
        "at": now.isoformat(),
        "home": str(home),
    }
