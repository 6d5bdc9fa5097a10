"""From what a thing costs to what it is sold for: whole numbers alone, and pure.

    price = rounded(cost + markup), or the fixed price
    floor = cost + the least margin; a price below it goes up to the next that ends right

Roundings are grids: prices that end in .99 lie at 99, 199, 299 and so on. The nearest
point of a grid is taken, the upper one of two; below the floor, the next point above it.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Rounding = Literal["none", "whole", ".99", ".95", ".90", "5"]
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
# Costs above are a misread page; below, no markup that a rule may ask for overflows.
DEAREST_MINOR = 10**15
MOST_BP = 10_000_000
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules say of one price, each part with the rule that says it.

    A fixed price goes before a markup; rule 0 is the settings of the shop.
    """

    markup_bp: int
    fixed_minor: int | None = None
    least_margin_bp: int = 0
    least_margin_minor: int = 0
    rounding: Rounding = "none"
    price_rule: int = 0
    margin_rule: int = 0
    margin_minor_rule: int = 0
    rounding_rule: int = 0

    @property
    def rule_ids(self) -> tuple[int, ...]:
        """All rules that had a say, oldest first."""
        margins = (self.margin_rule, self.margin_minor_rule)
        found = {self.price_rule, *margins, self.rounding_rule}
        return tuple(sorted(found - {0}))


def floor_of(cost_minor: int, terms: Terms) -> int:
    """Return the least that a thing of this cost may be sold for."""
    share = -(-cost_minor * terms.least_margin_bp // _WHOLE_BP)
    return cost_minor + max(share, terms.least_margin_minor)


def price_of(cost_minor: int, terms: Terms, digits: int) -> int:
    """Return the price of a thing of this cost, in a currency of so many digits."""
    floor = floor_of(cost_minor, terms)
    if terms.fixed_minor is not None:
        wanted = terms.fixed_minor
    else:
        whole = _WHOLE_BP + terms.markup_bp
        wanted = (cost_minor * whole * 2 + _WHOLE_BP) // (2 * _WHOLE_BP)
        wanted = rounded(wanted, terms.rounding, digits)
    return wanted if wanted >= floor else rounded_up(floor, terms.rounding, digits)


def rounded(minor: int, rounding: Rounding, digits: int) -> int:
    """Return the nearest price that ends right; of two equally near, the upper."""
    step, first = _grid(rounding, digits)
    if step == 1:
        return minor
    return max(first, (2 * (minor - first) + step) // (2 * step) * step + first)


def rounded_up(minor: int, rounding: Rounding, digits: int) -> int:
    """Return the least price from `minor` on that ends right."""
    step, first = _grid(rounding, digits)
    return max(first, -((first - minor) // step) * step + first)


def _grid(rounding: Rounding, digits: int) -> tuple[int, int]:
    """Return how far prices lie apart, and the lowest of them."""
    unit = 10**digits
    if rounding == "none":
        return 1, 0
    if rounding == "whole":
        return unit, 0
    if rounding == "5":
        return 5 * unit, 0
    # A currency without minor digits has no .99: its prices stay as they are.
    return unit, int(rounding[1:]) * unit // 100
