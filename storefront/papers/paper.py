"""An invoice, credit note or reversal in words: all that its page shows, as texts."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import msgspec

from ledger.orders.invoices import Invoice
from ledger.orders.invoicesaid import Kind, TaxSum
from storefront.pages.words import LANGUAGES, SOURCE, Language, Words, msg
from storefront.texts import clean

_LONGEST = 300
_TITLES: dict[Kind, str] = {
    "invoice": msg("Invoice"),
    "credit_note": msg("Credit note"),
    "reversal": msg("Reversal of a credit note"),
}
Row = tuple[str, str]
Price = Callable[[int], str]


class Paper(msgspec.Struct, frozen=True):
    """What stands on one page, in its order; `day` is year, month and day."""

    language: Language
    title: str
    number: str
    facts: tuple[Row, ...]
    seller: tuple[str, ...]
    buyer_head: str
    buyer: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    sums: tuple[Row, ...]
    total: Row
    taxes: tuple[Row, ...]
    notes: tuple[str, ...]
    page: str
    day: tuple[int, int, int]


def paper(issued: Invoice, words: Words) -> Paper:
    """Put what was issued into words."""
    said, day = issued.said, issued.issued_at.date()

    def price(minor: int) -> str:
        return words.amounts.price(minor, said.currency)

    taxes = tuple(_taxes(said.taxes, words, price))
    within = said.kind != "invoice" or said.prices_include_tax
    return Paper(
        language=words.language,
        title=name_of(issued.kind, words),
        number=issued.number,
        facts=tuple(_facts(issued, words)),
        seller=tuple(map(_plain, (*said.seller.lines, *said.seller.numbers))),
        buyer_head=words(msg("For")),
        buyer=tuple(map(_plain, (*issued.buyer.lines, *issued.buyer.numbers))),
        heads=tuple(
            map(words, (msg("What"), msg("Pieces"), msg("Each"), msg("Amount")))
        ),
        lines=tuple(
            (
                _plain(line.title),
                words.amounts.number(line.quantity),
                "" if line.unit_minor is None else price(line.unit_minor),
                price(line.total_minor),
            )
            for line in said.lines
        ),
        sums=(*_sums(issued, words, price), *(() if within else taxes)),
        total=(words(msg("Total")), price(said.total_minor)),
        taxes=taxes if within else (),
        notes=tuple(_notes(issued, words)),
        page=words(msg("Page")),
        day=(day.year, day.month, day.day),
    )


def spoken(issued: Invoice) -> Language:
    """Return the language that a paper is in for ever: the buyer's of that day."""
    return next((one for one in LANGUAGES if one == issued.said.language), SOURCE)


def name_of(kind: Kind, words: Words) -> str:
    """Return what a paper is called."""
    return words(_TITLES[kind])


def _facts(issued: Invoice, words: Words) -> Iterator[Row]:
    said = issued.said
    yield words(msg("Number")), issued.number
    yield words(msg("Date")), words.ages.day(issued.issued_at)
    if said.of:
        kind: Kind = "invoice" if issued.kind == "credit_note" else "credit_note"
        yield words(msg("Of")), f"{name_of(kind, words)} {said.of}"
    yield words(msg("Order number")), str(said.order_number)
    yield words(msg("Ordered on")), words.ages.day(date.fromisoformat(said.ordered_on))


def _sums(issued: Invoice, words: Words, price: Price) -> Iterator[Row]:
    said = issued.said
    if said.discount_minor:
        yield words(msg("Discount")), price(-said.discount_minor)
    if said.shipping_minor:
        yield words(msg("Delivery")), price(said.shipping_minor)
    if said.other_minor:
        yield words(msg("Other sums")), price(said.other_minor)


def _taxes(taxes: tuple[TaxSum, ...], words: Words, price: Price) -> Iterator[Row]:
    for tax in taxes:
        rate = Decimal(tax.rate_ppm) / 10_000
        places = max(0, -int(rate.normalize().as_tuple().exponent))
        yield (
            words(
                msg("{tax} {rate} of {base}"),
                tax=tax.name,
                rate=words.amounts.percent(float(rate), places),
                base=price(tax.base_minor),
            ),
            price(tax.amount_minor),
        )


def _notes(issued: Invoice, words: Words) -> Iterator[str]:
    said = issued.said
    if said.buyer_owes_tax:
        yield words(msg("Reverse charge: the buyer owes the tax."))
    if said.seller.foot:
        yield _plain(said.seller.foot)


def _plain(text: str) -> str:
    return clean(text, _LONGEST) or ""
