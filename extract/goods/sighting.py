"""One value of one field, as one place of a page gives it.

All of them are kept, so that a person can see what was chosen, and what was not.
"""

import msgspec


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """A value in plain form, as it was written, where, and how sure it is."""

    field: str
    value: str
    raw: str
    source: str
    path: str = ""
    confidence: float = 0.0
