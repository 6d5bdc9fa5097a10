"""Who sends what is sold: suppliers, what each has, and who is asked first."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ledger.orders.errors import SupplierRefused
from ledger.orders.supplytables import suppliers, supplies
from ledger.upsert import upsert

_MOST_CHARS = 500
_CURRENCY = re.compile("[A-Z]{3}")


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """One who sends; `supplier_id` is 0 until it is added."""

    name: str
    contact: str = ""
    days_from: int | None = None
    days_to: int | None = None
    active: bool = True
    supplier_id: int = 0


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """One sku at one supplier; of several the one with the least rank is asked first."""

    sku: str
    supplier_id: int
    cost_minor: int
    currency: str
    rank: int = 1
    their_sku: str = ""


def add_supplier(connection: Connection, new: Supplier, now: datetime) -> Supplier:
    """Add a supplier, whose name nobody else has."""
    _refuse_nonsense(new)
    _refuse_taken(connection, new)
    added = insert(suppliers).returning(suppliers.c.supplier_id)
    number = connection.execute(added, _row(new, now)).scalar_one()
    return msgspec.structs.replace(new, supplier_id=number)


def change_supplier(connection: Connection, to: Supplier, now: datetime) -> Supplier:
    """Change all that is said of a supplier; return what was said before."""
    before = supplier(connection, to.supplier_id)
    _refuse_nonsense(to)
    _refuse_taken(connection, to)
    connection.execute(_CHANGE, {"of": to.supplier_id, **_row(to, now)})
    return before


def supplier(connection: Connection, supplier_id: int) -> Supplier:
    """Return a supplier, or raise SupplierRefused."""
    row = connection.execute(_ONE, {"of": supplier_id}).one_or_none()
    if row is None:
        raise SupplierRefused(f"there is no supplier {supplier_id}")
    return msgspec.convert(dict(row._mapping), Supplier)


def all_suppliers(connection: Connection) -> list[Supplier]:
    """Return all suppliers by name."""
    rows = connection.execute(_ALL).mappings()
    return [msgspec.convert(dict(row), Supplier) for row in rows]


def supply(connection: Connection, new: Supply, now: datetime) -> None:
    """Say that a supplier has a sku, or what else is so of that now."""
    supplier(connection, new.supplier_id)
    is_sum = new.cost_minor >= 0 and new.rank >= 1
    if not is_sum or not _CURRENCY.fullmatch(new.currency):
        raise SupplierRefused(
            f"{new.sku} at supplier {new.supplier_id}: a cost of 0 or more in a currency"
            f" such as EUR and a rank from 1 on are expected, not {new.cost_minor}"
            f" {new.currency!r:.20} and {new.rank}"
        )
    row = msgspec.structs.asdict(new) | {"updated_at": now}
    connection.execute(upsert(connection, supplies), row)


def end_supply(connection: Connection, sku: str, supplier_id: int) -> bool:
    """Say that a supplier has a sku no longer; False when that was not said."""
    return connection.execute(_END, {"of": sku, "at": supplier_id}).rowcount == 1


def supplies_of(connection: Connection, sku: str) -> Sequence[Supply]:
    """Return who is asked for a sku, in that order; suppliers that rest are left out."""
    rows = connection.execute(_SUPPLIES, {"of": sku}).mappings()
    return [msgspec.convert(dict(row), Supply) for row in rows]


def _row(new: Supplier, now: datetime) -> dict[str, object]:
    row = msgspec.structs.asdict(new) | {"updated_at": now}
    del row["supplier_id"]
    return row


def _refuse_nonsense(new: Supplier) -> None:
    if not new.name.strip() or len(new.name) + len(new.contact) > _MOST_CHARS:
        raise SupplierRefused(
            f"a supplier has a name, and with its contact {_MOST_CHARS} characters at most"
        )
    days = [one for one in (new.days_from, new.days_to) if one is not None]
    if len(days) == 1 or days != sorted(days) or (days and days[0] < 0):
        raise SupplierRefused(
            f"days until it arrives are two numbers, the lesser first, not"
            f" {new.days_from} to {new.days_to}"
        )


def _refuse_taken(connection: Connection, new: Supplier) -> None:
    of = {"name": new.name, "but": new.supplier_id}
    if connection.execute(_TAKEN, of).first() is not None:
        raise SupplierRefused(f"another supplier is called {new.name} already")


_COLUMNS = [suppliers.c[name] for name in Supplier.__struct_fields__]
_ALL = select(*_COLUMNS).order_by(suppliers.c.name)
_ONE = select(*_COLUMNS).where(suppliers.c.supplier_id == bindparam("of"))
_CHANGE = update(suppliers).where(suppliers.c.supplier_id == bindparam("of"))
_TAKEN = select(suppliers.c.supplier_id).where(
    suppliers.c.name == bindparam("name"), suppliers.c.supplier_id != bindparam("but")
)
_END = delete(supplies).where(
    supplies.c.sku == bindparam("of"), supplies.c.supplier_id == bindparam("at")
)
_SUPPLIES = (
    select(*(supplies.c[name] for name in Supply.__struct_fields__))
    .join(suppliers, suppliers.c.supplier_id == supplies.c.supplier_id)
    .where(supplies.c.sku == bindparam("of"), suppliers.c.active)
    .order_by(supplies.c.rank, supplies.c.supplier_id)
)
