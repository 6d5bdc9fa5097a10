"""Pages that list many programmes: a table, or cards that are all alike.

A list counts when its rows name merchants and commissions, each row its own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from extract.page import Page
from extract.programmes import programmewords as w
from extract.programmes.programmelines import Line, lines_of, paired
from extract.programmes.programmepassages import passages
from extract.programmes.programmeterms import Terms, terms
from frontier.urls import join

_MOST_ROWS = 500
_SURE_COLUMNS = 3
_COLUMNS = (
    ("epc", w.EPC),
    ("gravity", w.GRAVITY),
    ("cookie", w.COOKIE),
    ("commission", w.COMMISSION),
    ("network", w.NETWORK),
    ("payout", w.PAYOUT),
    ("merchant", w.MERCHANT),
)
_RATE = re.compile(r"\d\s?%|[$€£]\s?\d|\d\s?(?:€|EUR|USD|GBP|kr)")
_PAYOUT = re.compile(r"payouts?( \(?per .{2,12})?", re.IGNORECASE)
_CARD_TAGS = "article, li, div, section"
_NAME_TAGS = "h2, h3, h4, h5, strong, b, .name, .title, a"


class Row(NamedTuple):
    """One listed programme, with the link that stands in its row."""

    merchant: str
    network: str | None
    terms: Terms
    url: str | None


def table_rows(page: Page) -> list[Row]:
    """Return the programmes of the tables of `page`."""
    found: list[Row] = []
    for table in page.tree.css("table")[:50]:
        if table.css_first("table table") is None:
            found += _of_table(page, table)
    return found[:_MOST_ROWS]


def _of_table(page: Page, table: LexborNode) -> Iterator[Row]:
    rows = [row.css("th, td") for row in table.css("tr")[: _MOST_ROWS + 1]]
    named = _named([_text(cell) for cell in rows[0]]) if rows else {}
    if not {"merchant", "commission"} <= named.keys():
        return
    # Two columns are a list of programmes only where the merchants are links.
    if len(named) < _SURE_COLUMNS and not _has_links(rows, named):
        return
    for cells in rows[1:]:
        values = {key: cells[at] for key, at in named.items() if at < len(cells)}
        if {"merchant", "commission"} <= values.keys():
            row = _row(page, values)
            if row:
                yield row


def _has_links(rows: list[list[LexborNode]], named: dict[str, int]) -> bool:
    at = named["merchant"]
    return any(len(row) > at and row[at].css_first("a[href]") for row in rows[1:])


def _named(header: list[str]) -> dict[str, int]:
    """Return which column holds what."""
    named: dict[str, int] = {}
    for at, title in enumerate(header):
        for key, word in _COLUMNS:
            if len(title) <= 40 and key not in named and word.search(title):
                named[key] = at
                break
    # Networks that pay for actions call what they pay for one a payout.
    paid = named.get("payout")
    if (
        paid is not None
        and "commission" not in named
        and _PAYOUT.fullmatch(header[paid])
    ):
        named["commission"] = named.pop("payout")
    return named


def _row(page: Page, values: dict[str, LexborNode]) -> Row | None:
    texts = {key: _text(node) for key, node in values.items()}
    merchant = texts["merchant"]
    if not merchant or len(merchant) > 80 or not _RATE.search(texts["commission"]):
        return None
    labels = {
        "epc": "EPC",
        "gravity": "Gravity",
        "cookie": "Cookie",
        "payout": "Payment",
    }
    said = [Line(f"Commission: {texts['commission']}", "pair")]
    said += [
        Line(f"{labels[key]}: {texts[key]}", "pair") for key in labels if texts.get(key)
    ]
    read = terms(passages(said))
    if read.commission_rate is None:
        return None
    return Row(
        merchant, texts.get("network") or None, read, _link(page, values["merchant"])
    )


def card_rows(page: Page) -> list[Row]:
    """Return the programmes of cards: siblings of one class, each with its own terms."""
    groups: dict[tuple[int, str], list[LexborNode]] = {}
    for node in page.tree.css(_CARD_TAGS)[:5000]:
        name = (node.attributes.get("class") or "").split()
        if name and node.parent is not None:
            groups.setdefault((node.parent.mem_id, f"{node.tag}.{name[0]}"), []).append(
                node
            )
    for nodes in groups.values():
        if len(nodes) < 3:
            continue
        sample = [_card(page, node) for node in nodes[:3]]
        if all(sample):
            read = (_card(page, node) for node in nodes[:_MOST_ROWS])
            return [row for row in read if row]
    return []


def _card(page: Page, node: LexborNode) -> Row | None:
    if not _RATE.search(node.text(separator=" ")[:2000]):
        return None
    title = node.css_first(_NAME_TAGS)
    name = _text(title) if title else ""
    if not name or len(name) > 60 or _RATE.search(name) or w.COMMISSION.search(name):
        return None
    read = terms(passages(paired(lines_of(node))))
    if read.commission_rate is None or read.count < 2:
        return None
    return Row(name, None, read, _link(page, node))


def _link(page: Page, node: LexborNode) -> str | None:
    found = node.css_first("a[href]")
    href = found.attributes.get("href") if found else None
    return join(page.base, href) if href else None


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
