"""The statistics of a file that is written in parts: what stats.py says of each."""

from collections.abc import Sequence
from typing import Any

import msgspec


class _Facts(msgspec.Struct, frozen=True, rename="camel"):
    num_records: int
    min_values: dict[str, Any]
    max_values: dict[str, Any]
    null_count: dict[str, int]


def joined(parts: Sequence[str]) -> str:
    """Return the statistics of all parts together."""
    facts = [msgspec.json.decode(part, type=_Facts) for part in parts]
    names = facts[0].null_count
    least, most = {}, {}
    for name in names:
        # A part without bounds has no values, or one that is too long to be a bound.
        told = [of for of in facts if of.null_count[name] < of.num_records]
        if told and all(name in of.min_values for of in told):
            least[name] = min(of.min_values[name] for of in told)
        if told and all(name in of.max_values for of in told):
            most[name] = max(of.max_values[name] for of in told)
    whole = _Facts(
        num_records=sum(of.num_records for of in facts),
        min_values=least,
        max_values=most,
        null_count={name: sum(of.null_count[name] for of in facts) for name in names},
    )
    return msgspec.json.encode(whole).decode()
