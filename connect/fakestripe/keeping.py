"""The fake's file: what happened stays over a restart, and so do messages not yet sent.

One SQLite file, one process, one transaction a request: what was answered is there.
"""

import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from connect.errors import FakeStripeError
from connect.fakestripe.core import FakeStripe, Replay
from connect.fakestripe.objects import Charge, Dispute, Event, Intent, Refund, Session

NAME = "stripe.db"
_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (Intent, Session, Charge, Refund, Dispute, Event, Replay)
}
_TABLES = """
CREATE TABLE IF NOT EXISTS things (
    name TEXT PRIMARY KEY, sort INTEGER NOT NULL, kind TEXT NOT NULL, said BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (one INTEGER PRIMARY KEY, seed TEXT, made INTEGER);
CREATE TABLE IF NOT EXISTS sends (
    send INTEGER PRIMARY KEY, event TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sends_due ON sends (due_at);
"""


# Says when one message is to arrive, each time that it is to.
Plan = Callable[[], list[float]]


class Send(msgspec.Struct, frozen=True):
    """One message on its way."""

    send: int
    event: str
    tries: int


class Keeper:
    """The file of one fake."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(_TABLES)
        except sqlite3.Error as error:
            raise FakeStripeError(
                f"{path} cannot be used ({error}); remove it, and the fake Stripe begins"
                " anew"
            ) from None
        self._sorts: dict[str, int] = {}

    def load(self, url: str) -> FakeStripe:
        """Return the fake as it was kept, or a new one, with its pages at `url`."""
        row = self._db.execute("SELECT seed, made FROM counts").fetchone()
        fake = FakeStripe(row[0] if row else secrets.token_hex(8), url)
        fake.made = row[1] if row else 0
        stored = self._db.execute(
            "SELECT name, sort, kind, said FROM things ORDER BY 2"
        )
        for name, sort, kind, said in stored:
            self._sorts[name] = sort
            thing = msgspec.json.decode(said, type=_KINDS[kind])
            _place(fake, name, thing)
        return fake

    def save(self, fake: FakeStripe, plan: Plan) -> None:
        """Keep all that changed, and by the plan which messages are to be sent when."""
        events = fake.fresh()
        rows = [self._row(fake, name) for name in sorted(fake.changed)]
        rows += [self._row(fake, event.id) for event in events]
        if not rows:
            return
        new = [(event.id, due_at) for event in events for due_at in plan()]
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            self._db.executemany("REPLACE INTO things VALUES (?, ?, ?, ?)", rows)
            self._db.executemany(
                "INSERT INTO sends (event, due_at, tries) VALUES (?, ?, 0)", new
            )
            counted = (fake.seed, fake.made)
            self._db.execute("REPLACE INTO counts VALUES (1, ?, ?)", counted)
        fake.changed.clear()

    def due(self, now: float, most: int) -> list[Send]:
        """Return the messages that are to be sent by now."""
        found = self._db.execute(
            "SELECT send, event, tries FROM sends WHERE due_at <= ?"
            " ORDER BY due_at, send LIMIT ?",
            (now, most),
        )
        return [Send(*row) for row in found]

    def sent(self, one: Send) -> None:
        """Forget a message: it arrived, or never will."""
        self._db.execute("DELETE FROM sends WHERE send = ?", (one.send,))

    def again(self, one: Send, due_at: float) -> None:
        """Send a message once more."""
        self._db.execute(
            "UPDATE sends SET tries = tries + 1, due_at = ? WHERE send = ?",
            (due_at, one.send),
        )

    def waiting(self) -> int:
        """Return how many messages are on their way."""
        (count,) = self._db.execute("SELECT count(*) FROM sends").fetchone()
        return int(count)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _row(self, fake: FakeStripe, name: str) -> tuple[str, int, str, bytes]:
        thing = fake.things.get(name) or fake.events.get(name) or fake.replays[name]
        sort = self._sorts.setdefault(name, len(self._sorts))
        return name, sort, type(thing).__name__, msgspec.json.encode(thing)


def _place(fake: FakeStripe, name: str, thing: Any) -> None:
    if isinstance(thing, Event):
        fake.events[name] = thing
    elif isinstance(thing, Replay):
        fake.replays[name] = thing
    else:
        fake.things[name] = thing
