"""Quote a basket: things come in; prices in force, taxes, shipping and a sum go out.

    quote(connection, asked, selling, now) -> Quote       reads, never writes
    wish(quote, buyer, key, token_hash) -> Wish           what place() takes

Whatever stands against an order is a problem in the quote, not an error: a basket is
shown with all that is wrong in it. place() compares again with what holds by then.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from ledger import profile
from ledger.orders.totals import Item, Line, Tax, Terms, Totals, totals
from ledger.orders.wish import Buyer, Piece, Wish
from ledger.selling import shipping
from ledger.selling.asked import Asked
from ledger.selling.basket import Basket, Priced, basket
from ledger.selling.errors import QuoteNotReady
from ledger.selling.locations import located
from ledger.selling.problems import coupon_of, number_of, of_coupon, of_place
from ledger.selling.quoted import (
    CouponOutcome,
    Problem,
    Quote,
    QuotedLine,
    ShippingOption,
)
from ledger.selling.settings import SellingSettings
from ledger.selling.tax import (
    Seller,
    Taxed,
    prices_include_tax,
    seller_of,
    taxed,
)
from ledger.selling.zones import Zone, zones

# What a shop without prices and without a profile counts in.
_CURRENCY = "EUR"


class _Sent(msgspec.Struct, frozen=True):
    """The ways of sending, and the one that is taken."""

    options: tuple[ShippingOption, ...] = ()
    taken: ShippingOption | None = None
    is_needed: bool = False

    @property
    def minor(self) -> int:
        """What it costs."""
        return self.taken.minor if self.taken else 0


def quote(
    connection: Connection, asked: Asked, selling: SellingSettings, now: datetime
) -> Quote:
    """Return what a basket comes to, and what stands against ordering it."""
    merchant = profile.read(connection)
    seller = seller_of(selling, merchant.country)
    found = basket(connection, asked, selling, merchant.currency or _CURRENCY, now)
    zoned = zones(connection)
    sent = _sent(asked, found, selling, (seller, zoned))
    code = coupon_of(connection, asked, found, now)
    coupon, sent = _spared(code, sent)
    taxes = taxed(seller, found.things, asked.destination, asked.business_vat, now)
    terms = Terms(
        prices_include_tax=prices_include_tax(selling, merchant.country),
        discount_minor=coupon.discount_minor if coupon else 0,
        shipping_minor=sent.minor,
        shipping_rates=taxes.shipping if sent.taken else (),
    )
    sums = _sums(found, taxes, terms)
    to = asked.destination
    return Quote(
        currency=found.currency,
        lines=_lines(asked, found, taxes, sums),
        terms=terms,
        totals=sums,
        taxes=tuple(_summed(sums)),
        tax_note=taxes.note,
        options=sent.options,
        shipping=sent.taken.key if sent.taken else None,
        needs_shipping=sent.is_needed,
        coupon=coupon,
        exchange=found.exchange,
        currencies=found.currencies,
        located=located(to.country, asked.evidence) if to else None,
        country=to.country if to else "",
        region=to.region if to else "",
        business_vat=number_of(asked),
        problems=(
            *found.problems,
            *of_place(asked, seller),
            *_of_sending(asked, sent),
            *of_coupon(coupon),
        ),
    )


def wish(quoted: Quote, buyer: Buyer, key: str, token_hash: str) -> Wish:
    """Return the wish to place what was quoted; a quote with problems is refused."""
    problems = [one.kind for one in quoted.problems]
    if not quoted.country:
        problems.append("country_unknown")
    if problems:
        raise QuoteNotReady(
            f"it cannot be ordered yet: {', '.join(problems)}", problems=problems
        )
    return Wish(
        key=key,
        token_hash=token_hash,
        currency=quoted.currency,
        pieces=tuple(_pieces(quoted)),
        buyer=_taxed_buyer(quoted, buyer),
        terms=quoted.terms,
        coupon=quoted.coupon.code if quoted.coupon else None,
        exchange=quoted.exchange,
    )


def _taxed_buyer(quoted: Quote, buyer: Buyer) -> Buyer:
    """Return the buyer whose taxes were quoted, whatever a form says, and why these."""
    why = {"tax": quoted.tax_note}
    vat = {"vat": quoted.business_vat} if quoted.business_vat else {}
    return msgspec.structs.replace(
        buyer,
        country=quoted.country,
        region=quoted.region,
        evidence={**buyer.evidence, **why, **vat},
    )


def _sent(
    asked: Asked,
    found: Basket,
    selling: SellingSettings,
    merchant: tuple[Seller, Sequence[Zone]],
) -> _Sent:
    """Return how what has to be sent can be sent; the cheapest way unless one is named."""
    packed = shipping.parcel(found, selling.piece_weight_g)
    if packed is None:
        return _Sent()
    if asked.destination is None:
        return _Sent(is_needed=True)
    seller, zoned = merchant
    options = shipping.options(
        zoned, selling, seller.country, asked.destination, packed
    )
    named = next((one for one in options if one.key == asked.shipping), None)
    taken = named if asked.shipping else next(iter(options), None)
    return _Sent(options, taken, is_needed=True)


def _spared(
    coupon: CouponOutcome | None, sent: _Sent
) -> tuple[CouponOutcome | None, _Sent]:
    """Let a code for free shipping pay for it."""
    if coupon is None or coupon.kind != "shipping" or coupon.why or not sent.taken:
        return coupon, sent
    free = msgspec.structs.replace(sent.taken, minor=0)
    spared = msgspec.structs.replace(coupon, saved_shipping_minor=sent.minor)
    return spared, msgspec.structs.replace(sent, taken=free)


def _sums(found: Basket, taxes: Taxed, terms: Terms) -> Totals:
    items = [
        Item(one.thing.quantity, one.unit_minor, rates)
        for one, rates in zip(found.priced, taxes.lines, strict=True)
    ]
    return totals(items, terms)


def _lines(
    asked: Asked, found: Basket, taxes: Taxed, sums: Totals
) -> tuple[QuotedLine, ...]:
    """Return all lines in the order in which they were asked, those not for sale too."""
    told = zip(found.priced, taxes.lines, sums.lines, strict=True)
    priced = {id(one.thing): (one, rates, line) for one, rates, line in told}
    lines = []
    for thing in asked.things:
        line = QuotedLine(
            sku=thing.sku,
            title=thing.title,
            kind=thing.kind,
            quantity=thing.quantity,
            edition=thing.edition,
        )
        if id(thing) in priced:
            one, rates, money = priced[id(thing)]
            line = msgspec.structs.replace(line, rates=rates, **_money(one, money))
        lines.append(line)
    return tuple(lines)


def _money(one: Priced, line: Line) -> dict[str, int | None]:
    return {
        "unit_minor": one.unit_minor,
        "left": one.left,
        "discount_minor": line.discount_minor,
        "tax_minor": line.tax_minor,
        "total_minor": line.total_minor,
    }


def _summed(sums: Totals) -> Iterator[Tax]:
    """Return each tax once: what it comes to over all lines and shipping."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for line in (*sums.lines, sums.shipping):
        for tax in line.taxes:
            base, amount = found.get((tax.name, tax.rate_ppm), (0, 0))
            added = (base + tax.base_minor, amount + tax.amount_minor)
            found[tax.name, tax.rate_ppm] = added
    for (name, rate_ppm), (base, amount) in found.items():
        yield Tax(name, rate_ppm, base, amount)


def _pieces(quoted: Quote) -> Iterator[Piece]:
    for line in quoted.lines:
        if line.unit_minor is not None:
            yield Piece(
                sku=line.sku,
                title=line.title,
                quantity=line.quantity,
                shown_minor=line.unit_minor,
                kind=line.kind,
                edition=line.edition,
                rates=line.rates,
            )


def _of_sending(asked: Asked, sent: _Sent) -> Iterator[Problem]:
    if not sent.is_needed or asked.destination is None or sent.taken is not None:
        return
    if sent.options:
        yield Problem(kind="shipping_unknown", facts={"shipping": asked.shipping or ""})
    else:
        to = {"country": asked.destination.country}
        yield Problem(kind="country_not_served", facts=to)
