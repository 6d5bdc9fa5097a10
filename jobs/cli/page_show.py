"""One page for people: every field, what else it could have been, and why it is not."""

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.goods.candidates import FIELDS, UNDISPUTED, Candidate
from extract.goods.items import amount
from extract.goods.offer import Offer
from extract.look import Look
from jobs.cli.table import console, plain

_OTHERS = 3
# What is less sure than this is noise to a person.
_LEAST = 0.01
_CHARS = 160
_MOST_OFFERS = 12
Row = tuple[Text, Text, Text, Text]


def show(found: Look) -> None:
    """Print `found`."""
    out = console()
    about = f"{found.kind}: {found.title or 'no title'}"
    language = found.language or "no language"
    out.print(_line((about, "bold"), (f"  {language}", "dim")))
    out.print(_line((found.url, "dim")))
    product = {name: row for name, row in found.candidates.items() if name in FIELDS}
    if product:
        _print_fields(out, product)
    else:
        out.print("no product")
    if len(found.offers) > 1:
        _print_offers(out, found)
    if found.programme is not None:
        _print_values(out, "programme", msgspec.to_builtins(found.programme))
    if found.article is not None:
        _print_article(out, found)
    for function, why in found.failed.items():
        out.print(_line((f"{function} failed: ", "red"), (why, "")))
    out.print(_line((_links(found), "dim")))


def _print_fields(out: Console, candidates: dict[str, list[Candidate]]) -> None:
    table = _table(out, 4)
    for field, found in candidates.items():
        # The first of the pictures is told with all of them.
        if field != "mainImage" or "images" not in candidates:
            for row in _field(out, field, found):
                table.add_row(*row)
    out.print()
    out.print(table)
    out.print()


def _field(out: Console, field: str, found: list[Candidate]) -> Iterator[Row]:
    """Yield a field's rows: what is told, then what else could have been."""
    first, *others = found
    likely = [one for one in others if one.confidence >= _LEAST][:_OTHERS]
    for one in (first, *likely):
        value = _cut(one.value, out)
        yield (
            Text(field if one is first else "", "cyan"),
            Text(value if one.is_told else f"({value})", "" if one.is_told else "dim"),
            Text(f"{one.confidence:.2f}", _colour(one) if one.is_told else "dim"),
            Text(_origin(field, one), "dim"),
        )
    left = len(others) - len(likely)
    if left > 0:
        yield (
            Text(""),
            Text(f"({left} more, --json lists them)", "dim"),
            Text(""),
            Text(""),
        )


def _origin(field: str, one: Candidate) -> str:
    """Return where a value stands and, of several, why it is the one."""
    path = one.path.removeprefix("Product.")
    place = one.source if path in ("", field) else f"{one.source} {path}"
    told = one.why and one.why != UNDISPUTED
    return plain(f"{place}: {one.why}" if told else place)


def _colour(one: Candidate) -> str:
    return "green" if one.confidence >= 0.8 else "yellow"


def _print_offers(out: Console, found: Look) -> None:
    """Print the offers of several sellers or variants."""
    table = _table(out, 4)
    for one in found.offers[:_MOST_OFFERS]:
        table.add_row(
            Text(plain(one.seller or ""), "cyan"),
            Text(_price(one)),
            Text(f"{one.confidence:.2f}", "dim"),
            Text(one.availability or "", "dim"),
        )
    out.print(_line((f"{len(found.offers)} offers", "bold")))
    out.print(table)
    if len(found.offers) > _MOST_OFFERS:
        left = len(found.offers) - _MOST_OFFERS
        out.print(_line((f"{left} more; --json lists them", "dim")))
    out.print()


def _price(one: Offer) -> str:
    before = one.list_price_minor
    was = f", was {amount(before, one.currency)}" if before else ""
    return f"{amount(one.price_minor, one.currency)} {one.currency}{was}"


def _print_article(out: Console, found: Look) -> None:
    """Print the article's text, and its facts beside what else they could have been."""
    text = msgspec.to_builtins(found.article)
    kept = {name: text.get(name) for name in ("text", "confidence")}
    _print_values(out, "article", kept)
    told = {name: row for name, row in found.candidates.items() if name not in FIELDS}
    if told:
        _print_fields(out, told)


def _print_values(out: Console, title: str, values: dict[str, Any]) -> None:
    """Print the filled fields of a record, with the page's own words where it has them."""
    said = values.pop("said", None) or {}
    sure = values.pop("confidence", None)
    table = _table(out, 3)
    for name, value in values.items():
        if value not in (None, [], {}, ""):
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            words = _cut(said.get(name, ""), out)
            table.add_row(Text(name, "cyan"), Text(_cut(text, out)), Text(words, "dim"))
    told = f"  {sure:.2f}" if isinstance(sure, float) else ""
    out.print(_line((title, "bold"), (told, "dim")))
    out.print(table)
    out.print()


def _links(found: Look) -> str:
    kinds = Counter(link.kind for link in found.links)
    each = ", ".join(f"{many} {kind}" for kind, many in kinds.most_common())
    return f"{len(found.links)} links" + (
        f": {each}; --json lists them" if each else ""
    )


def _table(out: Console, columns: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    shares = {4: (None, 3, None, 2), 3: (None, 3, 2)}[columns]
    for place, share in enumerate(shares):
        whole = not sys.stdout.isatty() or share is None
        table.add_column(
            no_wrap=whole,
            ratio=None if whole else share,
            overflow="fold",
            justify="right" if columns == 4 and place == 2 else "left",
        )
    return table


def _cut(text: str, out: Console) -> str:
    """Return `text` on one line, on a terminal no longer than a person wants to see."""
    text = plain(text)
    most = min(_CHARS, out.width)
    if out.width > 10 * _CHARS or len(text) <= most:
        return text
    return f"{text[: most - 1]}…"


def _line(*parts: tuple[str, str]) -> Text:
    return Text.assemble(*((plain(text), style) for text, style in parts))
