"""Figures of a month as a job writes them, for boards that show them."""

from datetime import date, datetime, timedelta

from storefront.figures.kept import (
    Channel,
    Figures,
    FunnelDay,
    Money,
    MoneyDay,
    Product,
)

DAYS = 30
HOSTILE = "<script>alert(1)</script>"


def told_figures(now: datetime) -> Figures:
    """Return the figures of the days up to `now`: two currencies, one loss."""
    last = now.date()
    first = last - timedelta(days=DAYS - 1)
    days = [first + timedelta(days=n) for n in range(DAYS)]
    sold = tuple(_money(day, n) for n, day in enumerate(days))
    pot = Product("HV-7K2M9QX", f"A pot {HOSTILE}", 90, 120, 238_000, 11_900)
    may = Channel("MAY", 12, 30_000, 3_600, 0, 9_100)
    awin = Channel("awin", 0, 0, 0, 4_200, 4_200)
    return Figures(
        made_at=now,
        first=first,
        last=last,
        funnel=tuple(
            FunnelDay(day, 40 + 7 * (n % 5), n % 3, 6 + n % 4, 3 + n % 3, 3, n % 2)
            for n, day in enumerate(days)
        ),
        money=(Money("EUR", sold, (pot,), (may, awin)), Money("JPY", sold, (), ())),
    )


def _money(day: date, n: int) -> MoneyDay:
    """Return one day; on every tenth more went back than came in."""
    net = 5_000 + 900 * (n % 7)
    back = 9_000 if n % 10 == 4 else 0
    cost, fee, earned = net // 3, net // 40, 100
    left = net - back - cost - fee + earned
    return MoneyDay(day, 3, net, back, cost, fee, earned, left, 450)
