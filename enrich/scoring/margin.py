"""What one sale would leave: the others' price less all that it costs to sell it.

landed = (price + shipping) * (1 + duty)          of the offer that is cheapest so
margin = sale - landed - sale * (payment + returns)
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.scoring import weights as w
from enrich.scoring.assumptions import Assumptions, edges
from enrich.scoring.chance import Numbers, drawn


class Margin(NamedTuple):
    """Landed cost, shipping, sale price and margin, in all draws."""

    shipping: Numbers
    landed: Numbers
    sale: Numbers
    margin: Numbers


def margin(groups: pl.DataFrame, assumed: Assumptions) -> Margin:
    """Return the margin of each group, as a column, in all draws."""
    price, told, sale, off = (
        numbers(groups, name)
        for name in ("cheapest_price", "cheapest_shipping", "sale", "sale_off")
    )
    likely, least, most = (
        price * edge / 100 for edge in edges(assumed.shipping_percent)
    )
    known = ~np.isnan(told)
    shipping = np.maximum(
        drawn(
            1,
            np.where(known, told, likely),
            np.where(known, told, least),
            np.where(known, told, most),
        ),
        0,
    )
    days = np.nan_to_num(numbers(groups, "cheapest_rate_days"), nan=-1.0)
    off_rate = w.RATE_SPREAD * np.sqrt(days + 1)
    rate = drawn(2, np.ones_like(price), 1 - off_rate, 1 + off_rate)
    duty = 1 + numbers(groups, "cheapest_duty") / 100
    landed = (price + shipping) * duty * rate
    # At least the smallest coin: what is left is told as a share of it.
    asked = np.maximum(drawn(3, sale, sale - off, sale + off), 1)
    share, low, high = (np.full_like(price, e) for e in edges(assumed.returns_percent))
    returned = np.maximum(drawn(4, share, low, high), 0)
    costs = asked * (assumed.payment_percent + returned) / 100
    return Margin(shipping, landed, asked, asked - landed - costs)


def numbers(groups: pl.DataFrame, name: str) -> Numbers:
    """Return a column as floating-point numbers, NaN where it is empty."""
    return groups.get_column(name).cast(pl.Float64).fill_null(np.nan).to_numpy()
