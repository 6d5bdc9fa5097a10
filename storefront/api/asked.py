"""What may be asked: one struct an address, each argument with its limits.

The same structs read the arguments and describe them to programs, so what is described
is what is taken.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from storefront.catalogue.question import Sort

MOST, USUAL, MOST_LIVE = 100, 24, 50
_MOST_NAMES = 20
_LARGEST = 10**12

Cursor = Annotated[
    str,
    Meta(
        max_length=200,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="Where to go on: `next` of the page before.",
    ),
]
Limit = Annotated[
    int, Meta(ge=1, le=MOST, description="How many at most.", examples=[USUAL])
]
Key = Annotated[str, Meta(max_length=300)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Meta(max_length=_MOST_NAMES)]
Sku = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
Money = Annotated[int, Meta(ge=0, le=_LARGEST)]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No arguments."""


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of a list."""

    limit: Limit = USUAL
    cursor: Cursor = ""


class Below(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The categories below one."""

    parent: Annotated[
        Key,
        Meta(
            description="The key of a category; without it, those of the first level."
        ),
    ] = ""


class Search(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search, as the pages of the shop ask it."""

    q: Annotated[
        str, Meta(max_length=200, description="The words.", examples=["kettle"])
    ] = ""
    any: Annotated[bool, Meta(description="Whether one of the words is enough.")] = (
        False
    )
    category: Annotated[Key, Meta(description="The key of a category.")] = ""
    brand: Annotated[Names, Meta(description="Brands; one of them.")] = ()
    shop: Annotated[Names, Meta(description="Hosts that sell it; one of them.")] = ()
    rating: Annotated[
        int, Meta(ge=0, le=5, description="At least so many stars.", examples=[4])
    ] = 0
    stock: Annotated[bool, Meta(description="Only what is in stock.")] = False
    days: Annotated[
        int,
        Meta(
            ge=0,
            le=365,
            description="Delivered within so many days; 0 asks nothing.",
            examples=[3],
        ),
    ] = 0
    low_minor: Annotated[
        Money, Meta(description="The lowest price, in minor units; 0 asks nothing.")
    ] = 0
    high_minor: Annotated[
        Money, Meta(description="The highest price, in minor units; 0 asks nothing.")
    ] = 0
    sort: Annotated[Sort, Meta(description="The order.")] = "best"
    cursor: Cursor = ""


class Live(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to be told of as it changes."""

    sku: Annotated[
        tuple[Sku, ...],
        Meta(min_length=1, max_length=MOST_LIVE, description="Products, up to 50."),
    ]
    after: Annotated[
        int,
        Meta(
            ge=-1,
            le=_LARGEST,
            description="The mark to go on behind; without it, all is told as it is.",
        ),
    ] = -1
