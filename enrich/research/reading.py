"""The markets as they were pinned: what the program shows and reports are made of."""

from pathlib import Path
from typing import Any

import msgspec

from enrich.errors import NoSuchMarket
from enrich.queries import source
from lake.ask import ask
from lake.settings import LakeSettings

Row = dict[str, Any]
# Whose rows, and in which order; only what stands with a category's newest row counts.
_ORDERS = {
    "market_sellers": "groups desc, host",
    "market_sensitivity": "basis desc",
    "market_bestsellers": "place",
    "market_opportunities": "strength desc, kind, group_key",
}
_MOST_NAMED = 5


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """One category: its row, and the rows of the other tables that belong to it."""

    category: Row
    sellers: list[Row]
    sensitivity: list[Row]
    bestsellers: list[Row]
    opportunities: list[Row]


class Lake(msgspec.Struct, frozen=True):
    """Which lake is asked."""

    home: Path
    settings: LakeSettings

    def rows(self, rows: str, category: str | None = None) -> list[Row]:
        """Return what a part of today.sql gives, of one category or of all."""
        question = source("research/today.sql").replace(":rows", rows)
        found = ask(self.home, question, {"category": category}, self.settings)
        return found.to_pylist()


def categories(lake: Lake) -> list[Row]:
    """Return the categories that there are, those of which most is said first."""
    return lake.rows(
        "(select *, (select count(*) from market_opportunities o where o.input_key ="
        " t.input_key and o.entity_key = t.entity_key) as openings"
        " from today t where groups > 0 order by opinions desc, groups desc, entity_key)"
    )


def market(lake: Lake, category: Row) -> Market:
    """Return all that is told of one category."""
    name = category["entity_key"]
    found = {
        table.removeprefix("market_"): lake.rows(
            f"(select r.* from {table} r semi join today t on t.entity_key ="  # noqa: S608 - ours
            f" r.entity_key and t.input_key = r.input_key order by {order})",
            name,
        )
        for table, order in _ORDERS.items()
    }
    return Market(category=category, **found)


def chosen(known: list[Row], asked: str) -> Row:
    """Return the category that is meant: by its whole name, or a part that one has."""
    wanted = asked.strip().casefold()
    names = {row["entity_key"]: row for row in known}
    whole = [name for name in names if name.casefold() == wanted]
    part = whole or [name for name in names if wanted in name.casefold()]
    if len(part) == 1:
        return names[part[0]]
    if not part:
        raise NoSuchMarket(
            f"no category is called {asked!r}; harvestman research show lists them"
        )
    more = "" if len(part) <= _MOST_NAMED else f" and {len(part) - _MOST_NAMED} others"
    raise NoSuchMarket(
        f"{asked!r} may be {'; '.join(sorted(part)[:_MOST_NAMED])}{more}; say which"
    )
