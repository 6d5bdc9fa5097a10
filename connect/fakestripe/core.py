"""What a fake Stripe holds: objects by their ids, and what it would tell of them.

No clock, no socket and no file are here: each call is told what time it is, in seconds,
and ids follow from the seed and a count, so that the same calls make the same world.

    sessions.py, intents.py, refunds.py, disputes.py    what happens, each a function of it
    api.py          the same as HTTP asks for it, with keys against asking twice
    transport.py    the API for the SDK, without a socket
    chaos.py        when messages would arrive, if at all
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import TypeVar

import msgspec

from connect.fakestripe.errors import unknown
from connect.fakestripe.objects import Event, Thing, shown

API_VERSION = "2026-10-28.endive"

T = TypeVar("T", bound=Thing)


class Replay(msgspec.Struct):
    """What was answered to a key, and what had been asked."""

    asked: str
    status: int
    body: bytes
    made_at: int


class FakeStripe:
    """All objects, events in their order, and the answers that may be asked for again."""

    def __init__(self, seed: str = "fake", url: str = "http://fake.test") -> None:
        self.seed = seed
        # Where its pages lie.
        self.url = url
        self.things: dict[str, Thing] = {}
        self.events: dict[str, Event] = {}
        self.replays: dict[str, Replay] = {}
        self.made = 0
        # What a keeper has not written yet, and a sender not seen.
        self.changed: set[str] = set()
        self.untold: list[Event] = []

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing else has, and that nobody guesses."""
        self.made += 1
        return (
            f"{prefix}_{sha256(f'{self.seed}:{self.made}'.encode()).hexdigest()[:24]}"
        )

    def put(self, thing: T) -> T:
        """Keep a new or changed object."""
        self.things[thing.id] = thing
        self.changed.add(thing.id)
        return thing

    def get(self, kind: type[T], name: str) -> T:
        """Return one object; refuses as Stripe does when there is none."""
        found = self.things.get(name)
        if not isinstance(found, kind):
            raise unknown(kind.__name__.lower(), name)
        return found

    def every(self, kind: type[T]) -> Iterator[T]:
        """Return all objects of a kind, the newest first."""
        return (one for one in reversed(self.things.values()) if isinstance(one, kind))

    def tell(self, kind: str, thing: Thing, now: int) -> None:
        """Keep an object as it is now, and that this happened to it."""
        self.put(thing)
        event = Event(
            id=self.new_id("evt"),
            api_version=API_VERSION,
            created=now,
            data={"object": shown(thing)},
            type=kind,
        )
        self.events[event.id] = event
        self.untold.append(event)

    def fresh(self) -> list[Event]:
        """Return the events that nobody took yet, in their order; they count as taken."""
        taken, self.untold = self.untold, []
        return taken
