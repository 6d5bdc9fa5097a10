"""Markets on the terminal: the categories, or one of them with all that is told."""

from typing import Any

from enrich.research.reading import Lake, Row, categories, chosen, market
from enrich.research.words import between, facts, percent, price, spark
from jobs.cli.call import Call
from jobs.cli.table import plain, print_table

_HIDDEN = frozenset({"writer", "batch_id", "ingested_at", "maker", "maker_version"})
_NOTHING = "No market is looked at yet: harvestman research run does it."


def show_all(call: Call, lake: Lake, top: int) -> None:
    """List the categories of which most is said."""
    rows = categories(lake)[:top]
    if call.json:
        call.answer({"categories": [_public(row) for row in rows]}, "")
        return
    if not rows:
        print(_NOTHING)
        return
    print_table(
        (
            "category",
            "products",
            "shops",
            "price",
            "sold out",
            "26 weeks",
            "growth",
            "held by 3",
            "openings",
        ),
        [_line(row) for row in rows],
        frozenset({"products", "shops", "price", "sold out", "held by 3", "openings"}),
    )


def show_one(call: Call, lake: Lake, name: str, top: int) -> None:
    """Show one category: its shops, its best-sellers, what may be worth doing."""
    known = categories(lake)
    if not known and not call.json:
        print(_NOTHING)
        return
    found = market(lake, chosen(known, name))
    parts = {
        "sellers": found.sellers[:top],
        "bestsellers": found.bestsellers[:top],
        "opportunities": found.opportunities[:top],
        "sensitivity": found.sensitivity,
    }
    if call.json:
        shown = {of: [_public(row) for row in rows] for of, rows in parts.items()}
        call.answer({"category": _public(found.category), **shown}, "")
        return
    print(f"{plain(found.category['entity_key'])}, as of {found.category['as_of']}")
    for name, said in facts(found.category):
        print(f"  {name}: {plain(said)}")
    _table(("shop", "products", "price to others", "cheapest", "in stock", "changes"))(
        [_seller(row) for row in parts["sellers"]]
    )
    _table(("place", "strength", "product", "why"))(
        [_best(row) for row in parts["bestsellers"]]
    )
    _table(("strength", "kind", "product", "why"))(
        [_opening(row) for row in parts["opportunities"]]
    )
    for row in parts["sensitivity"]:
        print(row["why"])


def _table(names: tuple[str, ...]) -> Any:
    def shown(rows: list[tuple[object, ...]]) -> None:
        if rows:
            print()
            print_table(names, rows, frozenset({"products", "strength", "place"}))

    return shown


def _line(row: Row) -> tuple[object, ...]:
    return (
        row["entity_key"],
        row["groups"],
        row["hosts"],
        price(row, "mid"),
        percent(row["sold_out"]),
        spark(row["weekly"]),
        between(row["trend"], row["trend_low"], row["trend_high"]),
        percent(row["concentration"]),
        row["openings"],
    )


def _seller(row: Row) -> tuple[object, ...]:
    ratio = between(row["ratio"], row["ratio_low"], row["ratio_high"])
    cheap, stock = percent(row["cheapest"]), percent(row["in_stock"])
    return (row["host"], row["groups"], ratio, cheap, stock, row["changes"])


def _best(row: Row) -> tuple[object, ...]:
    name = row["title"] or row["group_key"]
    return (row["place"], f"{row['strength']:.0f}", name, row["why"])


def _opening(row: Row) -> tuple[object, ...]:
    name = row["title"] or row["group_key"] or "the whole category"
    return (f"{row['strength']:.0f}", row["kind"], name, row["why"])


def _public(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _HIDDEN}
