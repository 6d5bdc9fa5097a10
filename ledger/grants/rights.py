r"""How the right to download stands: it rests on its order, and is asked of it each time.

    open      so often, until then
    spent     used as often as it may be      expired   its time is over
    revoked   a person took it back           held      a person must look at the order
    refunded  the money went back

So what is held, refunded or in dispute hands out nothing from that moment on, and nobody
has to remember to say so.
"""

import base64
import hmac
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, RowMapping, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.grants.tables import grants
from ledger.orders.tables import order_lines, orders

Standing = Literal["open", "spent", "expired", "revoked", "refunded", "held"]

OVER = frozenset({"pending", "cancelled", "refunded"})
_FOR = b"downloads of a line\0"


class File(msgspec.Struct, frozen=True):
    """One form of what was bought, as pdf or epub."""

    form: str
    digest: str
    bytes: int


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """The right of one line, and how it stands now."""

    order_id: str
    line: int
    number: int
    title: str
    generated_key: str
    edition: str
    files: tuple[File, ...]
    most: int
    used: int
    granted_at: datetime
    expires_at: datetime
    standing: Standing

    @property
    def left(self) -> int:
        """How often it may still be downloaded."""
        return self.most - self.used if self.standing == "open" else 0

    def file(self, form: str) -> File | None:
        """Return the file of that form, or None."""
        return next((one for one in self.files if one.form == form), None)


def download_token(salt: bytes, order_id: str, line: int) -> str:
    """Return the token that opens the downloads of a line: 256 bits, fit for an address.

    The order's page can name it again; the ledger keeps its digest and opens nothing.
    """
    made = hmac.digest(salt, _FOR + f"{order_id} {line}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def right_by_token(
    connection: Connection, token_hash: str, now: datetime
) -> Right | None:
    """Return the right that a token opens, or None."""
    found = _rights(connection, grants.c.token_hash == token_hash, now)
    return found[0] if found else None


def rights_of(connection: Connection, order_id: str, now: datetime) -> list[Right]:
    """Return the rights of an order that were granted, line by line."""
    return _rights(connection, grants.c.order_id == order_id, now)


def unready(connection: Connection, order_id: str) -> list[tuple[int, str]]:
    """Return line and title of what an order paid as files that are not ready yet."""
    of = select(order_lines.c.line, order_lines.c.title).where(
        order_lines.c.order_id == order_id,
        order_lines.c.kind == "digital",
        grants.c.line.is_(None),
        orders.c.state.not_in(OVER),
    )
    of_orders = orders.c.order_id == order_lines.c.order_id
    found = of.select_from(
        order_lines.outerjoin(grants, OF_LINE).join(orders, of_orders)
    )
    return [(row.line, row.title) for row in connection.execute(found)]


def _rights(
    connection: Connection, which: ColumnElement[bool], now: datetime
) -> list[Right]:
    rows = connection.execute(_RIGHTS.where(which).order_by(grants.c.line))
    return [
        msgspec.convert({**row, "standing": _standing(row, now)}, Right)
        for row in rows.mappings()
    ]


def _standing(row: RowMapping, now: datetime) -> Standing:
    """Say how a right stands, by what weighs most."""
    if row["is_back"] or row["state"] in OVER:
        return "refunded"
    if row["revoked_at"] is not None:
        return "revoked"
    if row["held_reason"] is not None:
        return "held"
    if row["expires_at"] <= now:
        return "expired"
    return "spent" if row["used"] == row["most"] else "open"


def named(order_id: str, line: int) -> tuple[ColumnElement[bool], ...]:
    """Return what tells the right of one line."""
    return grants.c.order_id == order_id, grants.c.line == line


OF_LINE = (grants.c.order_id == order_lines.c.order_id) & (
    grants.c.line == order_lines.c.line
)
# Money that was asked back counts as gone, as everywhere.
_is_back = or_(
    order_lines.c.refunded_quantity >= order_lines.c.quantity,
    (orders.c.paid_minor > 0) & (orders.c.refunded_minor >= orders.c.paid_minor),
)
_RIGHTS = (
    select(
        grants,
        orders.c.number,
        orders.c.state,
        orders.c.held_reason,
        order_lines.c.title,
        _is_back.label("is_back"),
    )
    .join(order_lines, OF_LINE)
    .join(orders, orders.c.order_id == grants.c.order_id)
)
