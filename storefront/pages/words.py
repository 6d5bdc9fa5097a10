"""Facts in the shop's own words."""

_STOCK = {
    "in_stock": "In stock",
    "limited": "Few left",
    "out_of_stock": "Sold out",
    "preorder": "To be released",
    "backorder": "On back order",
    "discontinued": "No longer made",
}


def stock(availability: str | None) -> str:
    """Return what `availability` means; anything unknown is not claimed to be there."""
    return _STOCK.get(availability or "", "Availability unknown")
