"""States kept as one list of values that name each other by number, as Nuxt 3 keeps them.

An object in it has numbers for values: the places in the list where these stand.
"""

import json
from decimal import Decimal
from typing import Any

from extract.statements.literal import Note

_MAX_OBJECTS = 5_000
_MAX_KEYS = 100
# A price may be an object of its own; what lies deeper is no fact of a product.
_DEPTH = 2


def read_references(text: str, note: Note) -> None:
    """Hand each object of the list in `text` to `note`, with its values in place."""
    try:
        values = json.loads(text, parse_float=Decimal, strict=False)
    # As elsewhere: no JSON, or nesting that only an attack has.
    except (ValueError, RecursionError):
        return
    if isinstance(values, list):
        objects = (value for value in values if isinstance(value, dict))
        for item, _ in zip(objects, range(_MAX_OBJECTS), strict=False):
            note(_resolved(item, values, _DEPTH))


def _resolved(value: Any, values: list[Any], depth: int) -> Any:
    if not isinstance(value, dict):
        return value
    found = {}
    for key, place in list(value.items())[:_MAX_KEYS]:
        is_place = type(place) is int and 0 <= place < len(values)
        said = values[place] if is_place else None
        found[key] = _resolved(said, values, depth - 1) if depth else None
    return found
