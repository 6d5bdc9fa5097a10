"""Invoices and credit notes: issued with what they are for, numbered without a gap.

    an order is accepted           its invoice
    money has gone back            a credit note of as much
    a refund failed after that     the credit note is reversed

A number is taken by one statement that holds its series until the transaction ends, so a
number that was not used, by an error or a kill, is the next one's. As the last lock that
a transaction takes it is waited for by nobody who holds what another needs.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, case, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger.columns import canonical_json
from ledger.orders.invoicesaid import (
    Kind,
    Party,
    Said,
    credit_said,
    credited_minor,
    envelope,
    invoice_said,
)
from ledger.orders.invoicetables import invoice_series, invoices
from ledger.orders.paytables import refunds
from ledger.orders.seller import seller_of
from ledger.orders.tables import order_lines, orders


class Invoice(msgspec.Struct, frozen=True):
    """One of them, as it was issued; the buyer may be gone by now."""

    number: str
    kind: Kind
    order_id: str
    source_id: str
    issued_at: datetime
    said: Said
    buyer: Party
    digest: str


def issue_invoice(connection: Connection, order_id: str, now: datetime) -> None:
    """Issue the invoice of an order that is accepted, unless it costs nothing.

    What went back of it while it was held has its credit notes at once.
    """
    order = dict(connection.execute(_ORDER, {"of": order_id}).mappings().one())
    if not order["total_minor"]:
        return
    lines = _lines(connection, order_id)
    said = invoice_said(order, lines, seller_of(connection))
    address = {"country": order["country"], **(order["bill_to"] or order["ship_to"])}
    vat = order["evidence"].get("vat")
    buyer = Party(envelope(address), (str(vat),) if vat else ())
    _issue(connection, (order_id, order_id), said, buyer, now)
    credit(connection, order_id, now)


def credit(connection: Connection, order_id: str, now: datetime) -> None:
    """Issue credit notes for what has gone back of an order, if it has an invoice.

    What came in beside the invoice's sum, as a second payment, goes back without one.
    """
    issued = invoices_of(connection, order_id)
    whole = next((one for one in issued if one.kind == "invoice"), None)
    if whole is None:
        return
    noted = {one.source_id for one in issued if one.kind == "credit_note"}
    done = connection.execute(_DONE, {"of": order_id}).mappings().all()
    paid = connection.scalar(_PAID, {"of": order_id}) or 0
    gone = sum(back["amount_minor"] for back in done)
    due = min(gone - max(0, paid - whole.said.total_minor), whole.said.total_minor)
    # What is of lines comes first: it is none of what came in too much.
    for back in sorted(done, key=lambda one: not one["lines"]):
        if back["refund_id"] not in noted:
            _credit(connection, whole, back, due, now)


def reverse_credit(
    connection: Connection, order_id: str, refund_id: str, now: datetime
) -> None:
    """Take back the credit note of a refund that failed after all, if it has one."""
    for one in invoices_of(connection, order_id):
        if one.kind == "credit_note" and one.source_id == refund_id:
            said = msgspec.structs.replace(one.said, kind="reversal", of=one.number)
            _issue(connection, (order_id, refund_id), said, one.buyer, now)


def invoices_of(connection: Connection, order_id: str) -> list[Invoice]:
    """Return what was issued for an order, in its order."""
    return [_read(row) for row in connection.execute(_OF_ORDER, {"of": order_id})]


def invoice(connection: Connection, number: str) -> Invoice | None:
    """Return the one of that number, or None."""
    row = connection.execute(_BY_NUMBER, {"of": number}).one_or_none()
    return None if row is None else _read(row)


def gaps(connection: Connection) -> list[str]:
    """Return the series whose numbers are not 1, 2, 3 to the last."""
    rows = connection.execute(_COUNTED).all()
    return [row.series for row in rows if (row.count, row.most) != (row.last, row.last)]


def _credit(
    connection: Connection, whole: Invoice, back: Any, due: int, now: datetime
) -> None:
    """Issue the credit note of one refund, so far as `due` in all is not noted yet."""
    issued = invoices_of(connection, whole.order_id)
    gone = [one.said for one in issued if one.kind != "invoice"]
    amount = min(back["amount_minor"], due - sum(map(credited_minor, gone)))
    if amount <= 0:
        return
    lines = {line["line"]: line for line in _lines(connection, whole.order_id)}
    said = credit_said((whole.number, whole.said), back, lines, gone, amount)
    _issue(connection, (whole.order_id, back["refund_id"]), said, whole.buyer, now)


def _lines(connection: Connection, order_id: str) -> list[dict[str, Any]]:
    return [
        dict(row) for row in connection.execute(_LINES, {"of": order_id}).mappings()
    ]


def _issue(
    connection: Connection,
    of: tuple[str, str],
    said: Said,
    buyer: Party,
    now: datetime,
) -> None:
    mark = "" if said.kind == "invoice" else "C"
    series = f"{mark}{now.year}"
    statement = _NEXT[connection.dialect.name]
    taken = connection.execute(statement, {"series": series, "last": 1, "last_at": now})
    seq, issued_at = taken.one()
    row = {
        "number": f"{mark}{now.year}-{seq:06d}",
        "kind": said.kind,
        "series": series,
        "seq": seq,
        "order_id": of[0],
        "source_id": of[1],
        "issued_at": issued_at,
        "currency": said.currency,
        "total_minor": said.total_minor,
        "tax_minor": said.tax_minor,
        "said": said,
        "buyer": buyer,
    }
    connection.execute(_INSERT, {**row, "digest": _digest(row)})


def _digest(row: dict[str, Any]) -> str:
    frozen = {**row, "issued_at": row["issued_at"].isoformat()}
    return sha256(canonical_json(frozen).encode()).hexdigest()


def _read(row: Any) -> Invoice:
    told = {name: getattr(row, name) for name in Invoice.__struct_fields__}
    told["said"] = msgspec.convert(row.said, Said)
    told["buyer"] = msgspec.convert(row.buyer, Party)
    return Invoice(**told)


_COLUMNS = [invoices.c[name] for name in Invoice.__struct_fields__]
_ORDER = select(orders).where(orders.c.order_id == bindparam("of"))
_PAID = select(orders.c.paid_minor).where(orders.c.order_id == bindparam("of"))
_LINES = (
    select(order_lines)
    .where(order_lines.c.order_id == bindparam("of"))
    .order_by(order_lines.c.line)
)
_DONE = (
    select(refunds)
    .where(refunds.c.order_id == bindparam("of"), refunds.c.state == "done")
    .order_by(refunds.c.refund_id)
)
_OF_ORDER = (
    select(*_COLUMNS)
    .where(invoices.c.order_id == bindparam("of"))
    .order_by(invoices.c.issued_at, invoices.c.series, invoices.c.seq)
)
_BY_NUMBER = select(*_COLUMNS).where(invoices.c.number == bindparam("of"))
_INSERT = insert(invoices)
# A clock that jumped back gives no number an earlier day than the number before it.
_NEXT = {
    name: made.on_conflict_do_update(
        index_elements=["series"],
        set_={
            "last": invoice_series.c.last + 1,
            "last_at": case(
                (
                    invoice_series.c.last_at > made.excluded.last_at,
                    invoice_series.c.last_at,
                ),
                else_=made.excluded.last_at,
            ),
        },
    ).returning(invoice_series.c.last, invoice_series.c.last_at)
    for name, made in (
        ("postgresql", postgresql.insert(invoice_series)),
        ("sqlite", sqlite.insert(invoice_series)),
    )
}
_COUNTED = (
    select(
        invoice_series.c.series,
        invoice_series.c.last,
        func.count(invoices.c.seq).label("count"),
        func.max(invoices.c.seq).label("most"),
    )
    .outerjoin(invoices, invoices.c.series == invoice_series.c.series)
    .group_by(invoice_series.c.series, invoice_series.c.last)
)
