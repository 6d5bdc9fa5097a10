"""The figures: today as the ledger has it, the last days as the lake told a job."""

from ledger.orders.today import today
from storefront.console.desk import Asking, Board
from storefront.figures.drawing import columns, shares
from storefront.figures.kept import Figures, Money, kept

# From looking to paying: what the figures call it, and how people say it.
_STEPS = (
    ("views", "Looked at a product"),
    ("carts", "Put into a basket"),
    ("checkouts", "Submitted an order"),
    ("orders", "Paid"),
)
_SUMS = (
    *("orders", "net_minor", "refunded_minor", "cost_minor", "fee_minor"),
    *("commission_minor", "profit_minor", "uncosted_minor"),
)


def _facts(asking: Asking) -> dict[str, object]:
    found = kept(asking.parts.home)
    money = _chosen(found, asking.query.get("currency", ""))
    return {
        "today": today(asking.connection, asking.now),
        "figures": found,
        "steps": _funnel(found) if found else (),
        "money_of": money,
        "sums": _sums(money) if money else {},
        "drawn": money
        and columns(
            [day.net_minor for day in money.days],
            [day.profit_minor for day in money.days],
        ),
    }


def _chosen(found: Figures | None, currency: str) -> Money | None:
    """Return the currency that was asked for, or that most was sold in."""
    all_ = found.money if found else ()
    asked = [one for one in all_ if one.currency == currency]
    return next(iter([*asked, *all_]), None)


def _funnel(found: Figures) -> list[tuple[str, int, float]]:
    """Return each step of the funnel, how many took it, and how long it is drawn."""
    counts = [sum(getattr(day, name) for day in found.funnel) for name, _ in _STEPS]
    said = [words for _, words in _STEPS]
    return list(zip(said, counts, shares(counts), strict=True))


def _sums(money: Money) -> dict[str, int]:
    return {name: sum(getattr(day, name) for day in money.days) for name in _SUMS}


BOARD = Board("figures", "Figures", _facts)
