"""The links of a page as they are written: hrefs, texts and rels, none resolved.

For whoever resolves and filters by rules of their own, as Scrapy's link extractors do.
"""

import msgspec
import numpy as np

from extract.linking.anchortext import OUT
from extract.linking.quick import room, scanned, value
from extract.linking.scan import (
    FIELDS,
    HREF_AT,
    HREF_END,
    KIND,
    LINKED,
    REL_AT,
    REL_END,
    ROWS,
    A,
)


class Anchors(msgspec.Struct, frozen=True):
    """The `a` and `area` elements of a page that have an href, in reading order."""

    hrefs: list[str]
    texts: list[str]
    rels: list[str]
    are_a: list[bool]


def anchors(body: bytes) -> Anchors | None:
    """Return the links of the page `body`, in UTF-8; None where the parser must tell.

    Blanks around an href are left out; texts stand as they are.
    """
    count = scanned(body, verbatim=True)
    if count < 0:
        return None
    rows = room.w[ROWS : ROWS + FIELDS * (count + 1)].reshape(-1, FIELDS)
    ends = rows[1:, HREF_AT]
    if (rows[:-1, KIND] == LINKED).any():
        kept = np.flatnonzero(rows[:-1, KIND] != LINKED)
        rows, ends = rows[kept], ends[kept]
    else:
        rows = rows[:-1]
    starts, cuts = rows[:, HREF_AT].tolist(), rows[:, HREF_END].tolist()
    return Anchors(
        *_split(starts, cuts, ends.tolist()),
        [
            value(body[at:stop]) if stop > at else ""
            for at, stop in rows[:, REL_AT : REL_END + 1].tolist()
        ],
        (rows[:, KIND] == A).tolist(),
    )


def _split(
    starts: list[int], cuts: list[int], ends: list[int]
) -> tuple[list[str], list[str]]:
    out = room.out[: room.w[OUT]].tobytes()
    if out.isascii():
        text = out.decode("ascii")
        return (
            [text[at:stop] for at, stop in zip(starts, cuts, strict=True)],
            [text[at:stop] for at, stop in zip(cuts, ends, strict=True)],
        )
    return (
        [out[at:stop].decode() for at, stop in zip(starts, cuts, strict=True)],
        [out[at:stop].decode() for at, stop in zip(cuts, ends, strict=True)],
    )
