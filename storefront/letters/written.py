"""Letters about orders, put into words: the same as text and as a light page."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec

from connect.mail.letters import Attached, Written
from ledger.orders.pages import page_token
from ledger.orders.show import Whole
from storefront.letters.told import (
    CREDITED,
    DIGITAL,
    INVOICED,
    LETTERS,
    PHYSICAL,
    WAIVED,
    Told,
)
from storefront.pages.templates import Templates
from storefront.pages.words import LANGUAGES, SOURCE, Language, Words, msg
from storefront.texts import clean

_CSS = Path(__file__).with_name("letter.css").read_text(encoding="utf-8")
_WIDTH, _LONGEST = 72, 200
_LOOK = msg("See your order")
_ATTACHED = {"order_paid": INVOICED, "order_refunded": CREDITED}


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter is about: an order, and what is known beside it."""

    template: str
    order: Whole
    salt: bytes
    now: datetime
    language: str | None = None
    more: Mapping[str, Any] = {}
    attached: tuple[Attached, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """One line of what was bought, or of what it comes to."""

    name: str
    amount: str = ""
    is_total: bool = False


class _Shown(msgspec.Struct, frozen=True):
    heading: str
    sentences: list[str]
    rows: list[Row]
    look: str
    address: str


def letter(templates: Templates, about: About) -> Written:
    """Put a letter into words; its template must be one of told.py."""
    told, language = LETTERS[about.template], _language(about)
    words, order = templates.words[language], about.order.order
    facts = _facts(about, words)
    path = words.to(f"/orders/{page_token(about.salt, order['key'])}")
    shown = _Shown(
        heading=words(told.heading),
        sentences=list(_sentences(told, about, words, facts)),
        rows=list(_listed(told, about, words)),
        address=f"{templates.settings.address}{path}",
        look=words(_LOOK),
    )
    name, address = templates.settings.name, templates.settings.address
    page = msgspec.structs.asdict(shown)
    return Written(
        subject=words(told.subject, **facts),
        text=_text(shown, f"{name}\n{address}"),
        html=templates.render("letter.html", language, css=_CSS, **page),
        attached=about.attached,
    )


def _language(about: About) -> Language:
    asked = about.language or about.order.order["language"]
    return next((one for one in LANGUAGES if one == asked), SOURCE)


def _facts(about: About, words: Words) -> dict[str, str]:
    """Return what sentences may name; what crawled or typed texts say is cleaned."""
    order, currency = about.order.order, about.order.order["currency"]
    found = {
        "number": str(order["number"]),
        "total": words.amounts.price(order["paid_minor"], currency),
        "day": words.ages.day(_received_at(about)),
    }
    more = {"title": _title(about), **_tracking(about.order), **about.more}
    if isinstance(minor := more.get("amount_minor"), int):
        found["amount"] = words.amounts.price(minor, currency)
    for name in ("carrier", "tracking", "title"):
        said = more.get(name)
        if isinstance(said, str) and (kept := clean(said, _LONGEST)):
            found[name] = kept
    return found


def _received_at(about: About) -> datetime:
    """Return when it came what the letter answers: it may be late itself."""
    said = about.more.get("received_at")
    return datetime.fromisoformat(said) if isinstance(said, str) else about.now


def _title(about: About) -> str | None:
    """Return what a letter about files is about, if that is one thing."""
    files = {
        line["line"]: line["title"]
        for line in about.order.lines
        if line["kind"] == "digital"
    }
    only = next(iter(files)) if len(files) == 1 else None
    return files.get(about.more.get("line", only))


def _tracking(order: Whole) -> Mapping[str, Any]:
    """Return what was said when it was sent."""
    told = [one["facts"] for one in order.events if one["kind"] == "shipped"]
    return told[-1] if told else {}


def _sentences(
    told: Told, about: About, words: Words, facts: Mapping[str, str]
) -> Iterator[str]:
    kinds = {line["kind"] for line in about.order.lines}
    said = list(told.sentences)
    if about.template == "order_paid":
        said += [PHYSICAL] if "physical" in kinds else []
        said += [DIGITAL] if "digital" in kinds else []
        said += [WAIVED] if about.order.order["evidence"].get("waiver") else []
    if about.template == "order_cancelled" and not about.order.order["paid_minor"]:
        said.pop()
    if about.attached and about.template in _ATTACHED:
        said.append(_ATTACHED[about.template])
    for text in said:
        # What nobody knows is left out, with the sentence that would name it.
        if {name for _, name, _, _ in Formatter().parse(text) if name} <= facts.keys():
            yield words(text, **facts)


def _listed(told: Told, about: About, words: Words) -> Iterator[Row]:
    """Return what stands under a letter: the order, or what was withdrawn of it."""
    back = about.more.get("lines")
    if not told.lists:
        return
    if not isinstance(back, Mapping):
        yield from _rows(about.order, words)
        return
    for line in about.order.lines:
        if count := back.get(str(line["line"])):
            yield Row(_counted(line, count, words))


def _counted(line: Mapping[str, Any], pieces: int, words: Words) -> str:
    title = clean(line["title"], _LONGEST) or line["sku"]
    return f"{words.amounts.number(pieces)} × {title}"


def _rows(order: Whole, words: Words) -> Iterator[Row]:
    """Return what was bought, and what it comes to."""
    currency = order.order["currency"]

    def price(minor: int) -> str:
        return words.amounts.price(minor, currency)

    for line in order.lines:
        name = _counted(line, line["quantity"], words)
        yield Row(name, price(line["quantity"] * line["unit_minor"]))
    sums = order.order
    if sums["discount_minor"]:
        yield Row(words(msg("Discount")), price(-sums["discount_minor"]))
    if sums["shipping_minor"]:
        yield Row(words(msg("Delivery")), price(sums["shipping_minor"]))
    is_within = sums["prices_include_tax"]
    if sums["tax_minor"] and not is_within:
        yield Row(words(msg("Tax")), price(sums["tax_minor"]))
    yield Row(words(msg("Total")), price(sums["total_minor"]), is_total=True)
    if sums["tax_minor"] and is_within:
        yield Row(words(msg("Tax within the prices")), price(sums["tax_minor"]))


def _text(shown: _Shown, foot: str) -> str:
    parts = [shown.heading]
    parts += [textwrap.fill(one, _WIDTH) for one in shown.sentences]
    if shown.rows:
        parts.append(
            "\n".join(
                ": ".join(filter(None, (row.name, row.amount))) for row in shown.rows
            )
        )
    parts += [f"{shown.look}:\n{shown.address}", f"-- \n{foot}"]
    return "\n\n".join(parts) + "\n"
