"""Why two listings are called one product, in words that a person can check."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def evidence(
    one: Row, other: Row, link: Row | None, said: bool
) -> list[dict[str, Any]]:
    """Return what joins `one` to `other`, strongest first."""
    found = []
    if said:
        found.append(("label", 1.0, "a person said that they are the same"))
    if one["gtin"] and one["gtin"] == other["gtin"]:
        found.append(("gtin", 1.0, f"same GTIN {one['gtin']}"))
    elif one["mark"] and one["mark"] == other["mark"]:
        number = one["mpn"] or other["mpn"]
        found.append(("mpn", 1.0, f"same brand and part number {number}"))
    if link is not None:
        found.append(("pair", link["share"], _alike(one, other, link)))
    return [
        {"other_key": other["listing_key"], "name": name, "value": value, "text": text}
        for name, value, text in found
    ]


def _alike(one: Row, other: Row, link: Row) -> str:
    text = f"titles {100 * link['alike']:.0f} % alike"
    low, high = sorted((one["price_minor"] or 0, other["price_minor"] or 0))
    if low > 0 and one["currency"] == other["currency"]:
        text += f", prices {100 * (high - low) / high:.0f} % apart"
    return text
