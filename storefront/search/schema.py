"""What the index keeps of each item, and the names behind its numbers.

Brands, shops and categories are numbers in the index; names.json beside it says whose.
Items lie in it from the best score down, so whatever ties, ties in that order.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import msgspec
import tantivy

from storefront.errors import SnapshotUnusable

NAMES = ("title", "brand", "kind")
"""What counts more of an item; `kind` holds categories and parts of compound words."""
ALL = "text"
"""All words of an item, also those of NAMES: whether it is found is asked here alone.

Each is a field a language, as `title_de`: words are stemmed by their language.
"""
LEVELS = ("level0", "level1", "level2", "level3", "level4")
"""The number of the category at each depth; deeper ones can only be chosen."""
RANKS = ("cheap", "dear", "name", "rating", "new")
"""Places in each order that a list can have."""
SHOPS = tuple(f"shop{number}" for number in range(8))
"""An item's first shop, its second, ...: the shop's number and one, or NO_SHOP."""
MORE_SHOPS = "more_shops"
NO_SHOP = 0
_ASKED = ("shop_no", "category_no", "stars", "stock")
_FAST = (
    *(*LEVELS, *SHOPS, MORE_SHOPS, *(f"by_{rank}" for rank in RANKS)),
    *("place", "days", "price", "step", "mix"),
)

Facts = dict[str, object]
"""What the index keeps of one thing: the values of its fields."""


class Named(msgspec.Struct, frozen=True, array_like=True):
    """One brand or category: what addresses call it, and what pages do."""

    value: str
    name: str


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """The names behind the index's numbers."""

    brands: tuple[Named, ...] = ()
    shops: tuple[str, ...] = ()
    categories: tuple[Named, ...] = ()
    """A category's value is its key: the slugs of its levels, joined by slashes."""
    languages: tuple[str, ...] = ()
    """The languages that titles and descriptions are written in."""
    items: int = 0
    widest: int = 0
    """How many shops have the item that most have."""


def items_schema(languages: Iterable[str]) -> tantivy.Schema:
    """Return the fields of the index of items whose texts are in `languages`."""
    builder = tantivy.SchemaBuilder()
    for language in languages:
        for name in (*NAMES, ALL):
            builder.add_text_field(
                f"{name}_{language}", tokenizer_name=tokenizer(language)
            )
    builder.add_text_field("code", tokenizer_name="whitespace")
    builder.add_unsigned_field("brand_no", indexed=True, fast=True)
    for name in _ASKED:
        builder.add_unsigned_field(name, indexed=True)
    for name in _FAST:
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def shop_values(shops: Sequence[int], widest: int) -> Iterator[tuple[str, int]]:
    """Yield the fields that hold an item's `shops`, and what each holds.

    Each holds something, with `widest` shops or few: without gaps they are counted quicker.
    """
    first = [shop + 1 for shop in shops[: len(SHOPS)]]
    yield from zip_longest(SHOPS[:widest], first, fillvalue=NO_SHOP)
    for shop in shops[len(SHOPS) :]:
        yield MORE_SHOPS, shop + 1


def tokenizer(language: str) -> str:
    """Return the name of what reads texts of `language`."""
    return f"words_{language}"


def words_schema() -> tantivy.Schema:
    """Return the fields of the index of words, for what was misspelt."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name="raw")
    builder.add_text_field("shown", tokenizer_name="raw", stored=True)
    builder.add_unsigned_field("count", fast=True, stored=True)
    return builder.build()


def phrases_schema() -> tantivy.Schema:
    """Return the fields of the index of suggestions."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name="whitespace")
    # Only looked up: where in a suggestion a beginning stands is never asked.
    for name in ("begun", "language"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("shown", "kind", "value"):
        builder.add_text_field(name, tokenizer_name="raw", stored=True)
    builder.add_unsigned_field("count", stored=True)
    return builder.build()


def opened(folder: Path | None, schema: tantivy.Schema) -> tantivy.Index:
    """Open the index in `folder`; without one, an empty index."""
    if folder is None:
        return tantivy.Index(schema)
    try:
        index = tantivy.Index.open(str(folder))
    except (ValueError, OSError) as error:
        raise SnapshotUnusable(
            f"search index {folder} cannot be read ({error}); publish again"
        ) from error
    # Nothing in it changes, so nothing needs to look whether it did.
    index.config_reader("Manual", 1)
    return index


def names_in(folder: Path | None) -> Names:
    """Return the names of the index in `folder`."""
    if folder is None:
        return Names()
    try:
        return msgspec.json.decode((folder / "names.json").read_bytes(), type=Names)
    except (OSError, msgspec.MsgspecError) as error:
        raise SnapshotUnusable(
            f"search index {folder} cannot be read ({error}); publish again"
        ) from error
