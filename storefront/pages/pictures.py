"""Where a product's pictures are found, and how a browser chooses among their sizes."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from storefront.art import scene
from storefront.catalogue.answers import Card
from storefront.catalogue.item import Item, Picture

# The copy that lists show; a smaller picture has only its own width.
CARD_WIDTH = 400
PICTURE = re.compile(r"([0-9a-f]{16,64})-([1-9][0-9]{0,4})\.webp")


class Shown(msgspec.Struct, frozen=True):
    """A picture as an `img` element names it."""

    src: str
    srcset: str
    width: int
    height: int
    host: str
    """The shop that showed it; empty for a drawing of ours."""
    is_symbol: bool = False
    """Whether it is a drawing that does not show the thing itself."""


def pictures(item: Item) -> list[Shown]:
    """Return the pictures of `item`; our drawing where the shop has none."""
    drawn = drawing(item.title, item.sku)
    is_symbol = not scene.shows(item.title)
    shown = [_shown(one) for one in item.pictures]
    return shown or [Shown(drawn, "", 400, 400, "", is_symbol)]


def drawing(title: str, sku: str) -> str:
    """Return the address of our drawing of what `title` names."""
    return f"/art/{scene.VERSION}/{scene.picture(title, sku)}.svg"


def aisle_drawing(name: str, key: str) -> str:
    """Return the address of our drawing beside the name of a category."""
    return f"/art/{scene.VERSION}/{scene.aisle(name, key)}.svg"


def picture_path(name: str, width: int) -> str:
    """Return the address of a copy of a picture."""
    return f"/images/{name}-{width}.webp"


def card_picture(card: Card) -> str:
    """Return the address of the copy that a list shows of a card's picture."""
    return picture_path(card.picture or "", min(card.picture_width or 0, CARD_WIDTH))


def sizes_of(name: str, widths: Sequence[int]) -> str:
    """Return a `srcset` of all copies."""
    return ", ".join(f"{picture_path(name, width)} {width}w" for width in widths)


def _shown(one: Picture) -> Shown:
    middle = min(one.widths, key=lambda width: abs(width - 640))
    return Shown(
        picture_path(one.name, middle),
        sizes_of(one.name, one.widths),
        one.width,
        one.height,
        urlsplit(one.source).hostname or "",
    )
