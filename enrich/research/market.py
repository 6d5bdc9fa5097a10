"""What each category is like: in numbers, shop by shop, product by product.

    prices      of the products, not of the listings: one that ten shops sell counts once
    demand      what was said lately, and what forecasts expect; nobody sees others' sales
    shops       compared by the things that others sell as well
A category is what the taxonomy says, where listings are classed, else what shops say.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.queries import Asked, changed
from enrich.research.bestsellers import bestsellers
from enrich.research.category import summary
from enrich.research.opportunities import opportunities
from enrich.research.sellers import sellers
from enrich.research.sensitivity import sensitivity
from enrich.research.told import Category
from enrich.rows import table
from lake.stages import Stage

_VERSION = 2
_MODEL = "counts and prices"
_TABLE = "market_categories"
# Topics are matched by their words, in any order, with or without an s at the end.
_WORDS = (
    "array_to_string(list_sort(list_distinct(list_transform("
    r"regexp_extract_all(lower({}), '[\p{{L}}\p{{N}}]+'),"
    " lambda word: rtrim(word, 's')))), ' ')"
)

Rows = Iterable[Mapping[str, Any]]


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return all that is told of each category of `batch`."""
    categories = msgspec.convert(batch.to_pylist(), list[Category])
    found: dict[str, list[dict[str, Any]]] = {}
    for category in categories:
        for name, rows in _told(category).items():
            found.setdefault(name, []).extend(_keyed(category, row) for row in rows)
    return {name: table(name, rows) for name, rows in found.items()}


def _told(category: Category) -> dict[str, Rows]:
    one: dict[str, Rows] = {_TABLE: [summary(category)]}
    if category.gone:
        return one
    return {
        **one,
        "market_sellers": sellers(category),
        "market_sensitivity": sensitivity(category),
        "market_bestsellers": bestsellers(category),
        "market_opportunities": opportunities(category),
    }


def _keyed(category: Category, row: Mapping[str, Any]) -> dict[str, Any]:
    keys = {"entity_key": category.entity_key, "input_key": category.input_key}
    return {**keys, "model": _MODEL, **row}


def stage(tools: Equipment) -> Stage:
    """Return the step that looks at markets."""
    version = tools.version("research", _VERSION)
    asked = Asked(maker="research", version=version, table=_TABLE, model=_MODEL)
    query = changed("research/market.sql", asked).replace(":home", tools.currency)
    # A place in any list counts here, whatever the list is called.
    query = query.replace(":called", "")
    for column in ("topic", "name"):
        query = query.replace(f":words({column})", _WORDS.format(column))
    return Stage(
        "research",
        version,
        reads=(
            "offers",
            "offers_latest",
            "price_history",
            "products",
            "opinions",
            "enriched_matches",
            "enriched_classes",
            "enriched_sentiments",
            "forecasts",
            "scores",
            "pages",
            "contents",
            "links",
            "trends",
        ),
        writes=(
            _TABLE,
            "market_sellers",
            "market_sensitivity",
            "market_bestsellers",
            "market_opportunities",
        ),
        make=make,
        query=query,
    )
