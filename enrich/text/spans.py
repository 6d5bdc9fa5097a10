"""Names and amounts as places in a text; where two overlap, the longer one stays."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """One name: its words, its kind, and where it stands, in characters."""

    text: str
    label: str
    start: int
    end: int


def apart(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` in order, without those that overlap a longer one."""
    found = sorted(spans, key=lambda one: (one.start - one.end, one.start))
    taken = bytearray(max((one.end for one in found), default=0))
    kept = []
    for span in found:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"x" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda one: one.start)
