"""Orders taken elsewhere: as CSV of orders or of their lines, or whole as JSON lines.

What is exported holds addresses of buyers, so each export is in the audit, with what was
asked for. Cells that a spreadsheet would calculate become text.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from litestar import Response, post
from litestar.response import Redirect, Stream

from ledger.columns import canonical_json
from ledger.orders.exported import Record, pages
from ledger.orders.search import Sought
from storefront.console.aside import aside
from storefront.console.desk import Did, Doing, done, parts_of, plain
from storefront.console.door import STAFF
from storefront.console.orders import sought
from storefront.money import amount
from storefront.pages.visit import Asked
from storefront.parts import Parts

_ACTS = re.compile(r"[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+\-]?[0-9][0-9.]*")
_ORDER = (
    *("number", "placed_at", "state", "held_reason", "email", "country", "region"),
    *("currency", "goods", "discount", "shipping", "tax", "total", "paid", "refunded"),
    *("coupon", "language"),
)
_LINE = (
    *("number", "placed_at", "state", "country", "line", "sku", "title", "kind"),
    *("quantity", "currency", "unit", "discount", "tax", "total", "returned_quantity"),
    *("refunded_quantity", "refunded"),
)
_Rows = Callable[[list[Record]], bytes]


@post("/orders/export", opt=STAFF, status_code=200)
async def export(request: Asked) -> Response[Any] | Stream:
    """Give out the orders that a list shows."""
    form = plain((await request.form()).items())
    form_of = _FORMS.get(form.get("as", ""))
    wanted = msgspec.structs.replace(sought(form), before=None)
    if (
        form_of is None
        or await done(request, lambda doing: _noted(doing, wanted)) is None
    ):
        return Redirect("/console/orders", status_code=303)
    name, media, head, rows = form_of
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    told = _told(parts_of(request), wanted, head, rows)
    return Stream(told, media_type=media, headers=headers)


async def _told(
    parts: Parts, wanted: Sought, head: bytes, rows: _Rows
) -> AsyncIterator[bytes]:
    yield head
    found = pages(parts.ledger, wanted)
    while (page := await aside(next, found, None)) is not None:
        yield await aside(rows, page)


def _noted(doing: Doing, wanted: Sought) -> Did:
    # What somebody looked for may name a buyer, and the audit is never changed.
    facts = {"state": wanted.state or "", "held": wanted.held}
    deed = doing.deed("order.export", "orders", **facts, searched=bool(wanted.text))
    return Did("The orders were exported; the audit says so.", (deed,))


def orders_csv(page: Iterable[Record]) -> bytes:
    """Return orders as lines of CSV."""
    return _csv([one.get(name) for name in _ORDER] for one in map(_in_units, page))


def lines_csv(page: Iterable[Record]) -> bytes:
    """Return the lines of orders as lines of CSV."""
    return _csv(
        [(order | line).get(name) for name in _LINE] for order, line in _lines(page)
    )


def _lines(page: Iterable[Record]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for order in page:
        for line in order["lines"]:
            named = {"currency": order["currency"]}
            yield _in_units(order), _in_units({**named, **line})


def _json(page: Iterable[Record]) -> bytes:
    return b"".join(canonical_json(one).encode() + b"\n" for one in page)


def _in_units(row: Record) -> dict[str, Any]:
    """Return a row whose amounts are decimals, as goods for goods_minor."""
    return {
        name.removesuffix("_minor"): amount(value, row["currency"])
        if name.endswith("_minor")
        else value
        for name, value in row.items()
    }


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [_cell(cell) for cell in row] for row in rows
    )
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """Return a cell; what a spreadsheet would calculate is text."""
    said = "" if value is None else str(value)
    acts = _ACTS.match(said) and not _NUMBER.fullmatch(said)
    return f"'{said}" if acts else said


_FORMS: Mapping[str, tuple[str, str, bytes, _Rows]] = {
    "orders": ("orders.csv", "text/csv; charset=utf-8", _csv([_ORDER]), orders_csv),
    "lines": ("order-lines.csv", "text/csv; charset=utf-8", _csv([_LINE]), lines_csv),
    "json": ("orders.jsonl", "application/x-ndjson", b"", _json),
}
HANDLERS = (export,)
