"""Orders as a person looks for them: by state, by number, by whoever bought them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.orders.paytables import payments
from ledger.orders.show import Whole, whole
from ledger.orders.states import State
from ledger.orders.tables import order_lines, orders

_LARGEST = 2**63 - 1


class Sought(msgspec.Struct, frozen=True):
    """What is looked for; `text` is a number, a sku, a payment or part of an e-mail."""

    text: str = ""
    state: State | None = None
    held: bool = False
    before: int | None = None


class Line(msgspec.Struct, frozen=True):
    """So many of one thing."""

    quantity: int
    title: str


class Found(msgspec.Struct, frozen=True):
    """One order in a list, with what it holds."""

    number: int
    order_id: str
    state: State
    held_reason: str | None
    total_minor: int
    refunded_minor: int
    currency: str
    email: str
    country: str
    placed_at: datetime
    lines: tuple[Line, ...] = ()


def search(connection: Connection, sought: Sought, limit: int) -> list[Found]:
    """List the orders that are sought, the latest first."""
    wanted = select(*_COLUMNS).order_by(orders.c.number.desc()).limit(limit)
    rows = connection.execute(wanted.where(*_conditions(sought))).all()
    lines = _lines(connection, [row.order_id for row in rows])
    return [
        msgspec.structs.replace(Found(*row), lines=tuple(lines.get(row.order_id, ())))
        for row in rows
    ]


def counts(connection: Connection) -> Mapping[str, int]:
    """Return how many orders there are in each state, and how many are `held`."""
    found = {row.state: row.number for row in connection.execute(_BY_STATE)}
    return found | {"held": connection.scalar(_HELD) or 0}


def numbered(connection: Connection, number: int) -> Whole | None:
    """Return the order of that number with all that belongs to it, or None."""
    order_id = order_id_of(connection, number)
    return whole(connection, order_id) if order_id else None


def order_id_of(connection: Connection, number: int) -> str | None:
    """Return the key of the order that people call by that number."""
    if not 0 < number <= _LARGEST:
        return None
    return connection.scalar(_ID_OF, {"of": number})


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.before is not None:
        found.append(orders.c.number < min(sought.before, _LARGEST))
    if sought.state is not None:
        found.append(orders.c.state == sought.state)
    if sought.held:
        found.append(orders.c.held_reason.is_not(None))
    if text := sought.text.strip():
        found.append(_named(text))
    return found


def _named(text: str) -> ColumnElement[bool]:
    """Return what is true of the orders that somebody may mean by `text`."""
    bare = text.removeprefix("#").strip()
    if bare.isascii() and bare.isdigit():
        number = int(bare[:20])
        return orders.c.number == (number if number <= _LARGEST else 0)
    of_sku = select(order_lines.c.order_id).where(order_lines.c.sku == text)
    paid = select(payments.c.order_id).where(payments.c.reference == text)
    is_part = func.lower(orders.c.email).contains(text.lower(), autoescape=True)
    keyed = orders.c.order_id.in_(of_sku.union(paid))
    return is_part | keyed | (orders.c.order_id == text)


def _lines(connection: Connection, of: Sequence[str]) -> dict[str, list[Line]]:
    held: dict[str, list[Line]] = {}
    for order_id, quantity, title in connection.execute(_LINES_OF, {"of": of}):
        held.setdefault(order_id, []).append(Line(quantity, title))
    return held


_COLUMNS = [orders.c[name] for name in Found.__struct_fields__ if name != "lines"]
_BY_STATE = select(orders.c.state, func.count().label("number")).group_by(
    orders.c.state
)
_HELD = (
    select(func.count()).select_from(orders).where(orders.c.held_reason.is_not(None))
)
_ID_OF = select(orders.c.order_id).where(orders.c.number == bindparam("of"))
_LINES_OF = (
    select(order_lines.c.order_id, order_lines.c.quantity, order_lines.c.title)
    .where(order_lines.c.order_id.in_(bindparam("of", expanding=True)))
    .order_by(order_lines.c.order_id, order_lines.c.line)
)
