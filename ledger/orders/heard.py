"""Messages of gateways whose effects are in the ledger: each counts once."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, bindparam, insert, select

from ledger.orders.paytables import gateway_events


class Said(Protocol):
    """What a gateway says of a payment or a dispute; asked for, it has no `event_id`."""

    @property
    def provider(self) -> str:
        """The gateway."""

    @property
    def event_id(self) -> str | None:
        """What it calls the message."""

    @property
    def kind(self) -> str:
        """What the message is about."""

    @property
    def reference(self) -> str:
        """Its name for that."""

    @property
    def created_at(self) -> datetime | None:
        """When it said so."""


def is_known(connection: Connection, said: Said) -> bool:
    """Tell whether a message came before; what was asked for is always new."""
    if said.event_id is None:
        return False
    key = {"who": said.provider, "name": said.event_id}
    return connection.execute(_KNOWN, key).first() is not None


def note(connection: Connection, said: Said, outcome: str, now: datetime) -> None:
    """Remember a message and what came of it."""
    if said.event_id is None:
        return
    row = {
        "provider": said.provider,
        "event_id": said.event_id,
        "kind": said.kind,
        "reference": said.reference,
        "created_at": said.created_at,
        "received_at": now,
        "outcome": outcome,
    }
    connection.execute(_NOTE, row)


_KNOWN = select(gateway_events.c.event_id).where(
    gateway_events.c.provider == bindparam("who"),
    gateway_events.c.event_id == bindparam("name"),
)
_NOTE = insert(gateway_events)
