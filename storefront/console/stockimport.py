"""Counts from a spreadsheet: read, shown as what they would change, then applied."""

import csv
from typing import Any

import msgspec
from litestar import Response, post
from litestar.response import Redirect

from ledger.orders.stocklist import counts, known
from storefront.console.amounts import pieces_of
from storefront.console.aside import aside
from storefront.console.desk import Did, Doing, act, html, parts_of, plain, rendered
from storefront.console.door import STAFF, Keeper
from storefront.console.stock import counted, undo_of
from storefront.console.titles import titles
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked
from storefront.parts import Parts

_HERE = "/console/stock"
_MOST = 3_000
_UNCOUNTED = {"", "-", "not counted"}


class Line(msgspec.Struct, frozen=True):
    """One line of a sheet: what it says, and what is wrong with it."""

    number: int
    sku: str
    said: str
    pieces: int | None = None
    before: int | None = None
    title: str = ""
    wrong: str = ""

    @property
    def changes(self) -> bool:
        """Whether another count would hold."""
        return not self.wrong and self.pieces != self.before


def read(text: str) -> list[Line]:
    """Read lines of sku and pieces, divided by comma, semicolon or tab."""
    rows = text.splitlines()
    first = rows[0] if rows else ""
    divider = max(",;\t", key=first.count)
    found: list[Line] = []
    seen: set[str] = set()
    for number, row in enumerate(csv.reader(rows, delimiter=divider), start=1):
        cells = [cell.strip().lstrip("\ufeff") for cell in row]
        if not any(cells) or (number == 1 and cells[0].lower() == "sku"):
            continue
        line = _line(number, cells, seen)
        seen.add(line.sku)
        found.append(line)
    return found


def _line(number: int, cells: list[str], seen: set[str]) -> Line:
    sku, said = cells[0], cells[1] if len(cells) > 1 else ""
    line = Line(number, sku[:60], said[:40])
    if sku in seen:
        return msgspec.structs.replace(line, wrong="it stands here twice")
    if len(cells) < 2:
        return msgspec.structs.replace(line, wrong="a line is a sku and a number")
    if said.lower() in _UNCOUNTED:
        return line
    try:
        return msgspec.structs.replace(line, pieces=pieces_of(said, "pieces"))
    except DeedRefused:
        return msgspec.structs.replace(line, wrong="that is no number of pieces")


@post("/stock/import", opt=STAFF)
async def look(request: Asked) -> Response[Any]:
    """Show what a sheet would change; nothing is changed."""
    form = plain((await request.form()).items())
    if not form.get("rows", "").strip():
        return Redirect(_HERE, status_code=303)
    parts, keeper = parts_of(request), Keeper.of(request)
    return html(await aside(_shown, parts, keeper, form["rows"]))


@post("/stock/apply", opt=STAFF)
async def apply(request: Asked) -> Response[Any]:
    """Let the counts of a sheet hold."""
    return await act(request, _apply, _HERE)


def _shown(parts: Parts, keeper: Keeper, text: str) -> str:
    with parts.ledger.read() as connection:
        lines = checked(connection, text)
    names = titles(parts, [one.sku for one in lines])
    return rendered(
        parts,
        "stockimport",
        keeper,
        lines=[
            msgspec.structs.replace(one, title=names.get(one.sku, "")) for one in lines
        ],
        text=text,
        most=_MOST,
    )


def checked(connection: Any, text: str) -> list[Line]:
    """Return the lines of a sheet beside what is at hand now."""
    lines = read(text)[: _MOST + 1]
    skus = {one.sku for one in lines}
    there, before = known(connection, skus), counts(connection, skus)
    return [
        msgspec.structs.replace(one, before=before[one.sku])
        if one.wrong or one.sku in there
        else msgspec.structs.replace(one, wrong="the shop has nothing under this sku")
        for one in lines
    ]


def _apply(doing: Doing) -> Did:
    lines = checked(doing.connection, doing.form.get("rows", ""))
    if len(lines) > _MOST:
        raise DeedRefused(f"a sheet has {_MOST:,} lines at most.")
    said = {one.sku: one.pieces for one in lines if one.changes}
    if not said:
        raise DeedRefused("it would change nothing.")
    if doing.form.get("changes") != str(len(said)):
        raise DeedRefused("it would change something else by now: look at it again.")
    done = counted(doing, said)
    deed = doing.deed("stock.import", f"{len(done)} skus")
    many = "1 count" if len(done) == 1 else f"{len(done):,} counts"
    return Did(f"{many} changed.", (deed,), undo_of(done))


HANDLERS = (look, apply)
