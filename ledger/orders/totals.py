"""The money of an order: lines, a discount spread over them, shipping, taxes, refunds.

    prices without tax   net = quantity x unit - discount, each tax on top of it
    prices with tax      the same is gross; the taxes are found within it

Whole minor units throughout. A tax is rounded half up, line by line; what is shared out
(a discount, the taxes within a price) goes by largest remainder, so that parts add up.
Rates are millionths: Quebec's 9.975 % has no place in hundredths of a percent.
"""

from collections.abc import Sequence

import msgspec

WHOLE_PPM = 1_000_000


class Rate(msgspec.Struct, frozen=True):
    """One tax, as GST: its share of the price without tax in millionths."""

    name: str
    rate_ppm: int


class Tax(msgspec.Struct, frozen=True):
    """One tax of one line: how much, and of what."""

    name: str
    rate_ppm: int
    base_minor: int
    amount_minor: int


class Item(msgspec.Struct, frozen=True):
    """What a line is made of."""

    quantity: int
    unit_minor: int
    rates: tuple[Rate, ...] = ()


class Line(msgspec.Struct, frozen=True):
    """What a line comes to; `total_minor` is what is paid for it."""

    goods_minor: int
    discount_minor: int
    taxes: tuple[Tax, ...]
    total_minor: int

    @property
    def tax_minor(self) -> int:
        """All taxes of the line."""
        return sum(tax.amount_minor for tax in self.taxes)


class Terms(msgspec.Struct, frozen=True):
    """What holds for a whole order."""

    prices_include_tax: bool = True
    discount_minor: int = 0
    shipping_minor: int = 0
    shipping_rates: tuple[Rate, ...] = ()


class Totals(msgspec.Struct, frozen=True):
    """The sums of an order."""

    lines: tuple[Line, ...]
    shipping: Line
    goods_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int


def totals(items: Sequence[Item], terms: Terms) -> Totals:
    """Return what an order comes to; its discount is at most its goods."""
    goods = [item.quantity * item.unit_minor for item in items]
    shares = shared(terms.discount_minor, goods)
    lines = tuple(
        _line(cost, share, item.rates, includes=terms.prices_include_tax)
        for item, cost, share in zip(items, goods, shares, strict=True)
    )
    shipping = _line(
        terms.shipping_minor,
        0,
        terms.shipping_rates,
        includes=terms.prices_include_tax,
    )
    return Totals(
        lines=lines,
        shipping=shipping,
        goods_minor=sum(goods),
        discount_minor=terms.discount_minor,
        tax_minor=sum(one.tax_minor for one in (*lines, shipping)),
        total_minor=sum(one.total_minor for one in (*lines, shipping)),
    )


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """Share `whole` out by `weights`, to the last unit.

    None gets more than its weight where the whole is no more than all weights.
    """
    of = sum(weights)
    if of == 0:
        if whole:
            raise ValueError(f"{whole} cannot be shared out over nothing")
        return [0] * len(weights)
    parts = [whole * weight // of for weight in weights]
    rest = whole - sum(parts)
    # The first of equal remainders gets it, so that the same is always shared the same.
    by_remainder = sorted(
        range(len(weights)), key=lambda at: (-(whole * weights[at] % of), at)
    )
    for at in by_remainder[:rest]:
        parts[at] += 1
    return parts


def returned_minor(total_minor: int, quantity: int, back: int) -> int:
    """Return what `back` of a line's pieces come to; all of them come to all of it."""
    return half_up(total_minor * back, quantity)


def half_up(amount: int, divisor: int) -> int:
    """Divide what is not negative, rounding a half up."""
    return (2 * amount + divisor) // (2 * divisor)


def _line(goods: int, discount: int, rates: Sequence[Rate], *, includes: bool) -> Line:
    cost = goods - discount
    taxes = _within(cost, rates) if includes else _on_top(cost, rates)
    added = 0 if includes else sum(tax.amount_minor for tax in taxes)
    return Line(goods, discount, taxes, cost + added)


def _on_top(net: int, rates: Sequence[Rate]) -> tuple[Tax, ...]:
    return tuple(
        Tax(one.name, one.rate_ppm, net, half_up(net * one.rate_ppm, WHOLE_PPM))
        for one in rates
    )


def _within(gross: int, rates: Sequence[Rate]) -> tuple[Tax, ...]:
    all_ppm = sum(one.rate_ppm for one in rates)
    whole = half_up(gross * all_ppm, WHOLE_PPM + all_ppm)
    amounts = shared(whole, [one.rate_ppm for one in rates])
    return tuple(
        Tax(one.name, one.rate_ppm, gross - whole, amount)
        for one, amount in zip(rates, amounts, strict=True)
    )
