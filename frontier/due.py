"""Known pages that wait for their next visit: columns, no object a page.

    records   when, why and how often, one DUE a page
    urls, etags, modified      what the next request says; "" where nothing is known

On disk the three texts of a page are one, its lines. While a page that came due waits in
the log like any other, its record travels with it as its meta.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from frontier.column import hashes
from frontier.errors import BadUrl
from frontier.facts import Facts, Records
from frontier.kernel import Keys, Small

DUE = np.dtype(
    [
        ("due_at", "f8"),
        ("fetched_at", "f8"),  # the visit that this was planned after
        ("page", "u8"),  # mmh3 of the URL
        ("digest", "u8"),  # of what the page said then
        ("interval_s", "f4"),
        ("visits", "u4"),
        ("changes", "u4"),  # visits that found another digest
        ("kind", "u1"),  # in its upper six bits, how deep the page is
    ]
)
# GIVEN is a sitemap that a person gave; a page with a price is planned before others.
PAGE, GIVEN, SITEMAP, OFFER = 0, 1, 2, 3
_KIND_BITS = 2
_DEEPEST = 63
# A validator is an opaque text of the host's; a longer one is not worth its room, and
# cut off it would be another one.
_LONGEST = 256
# Whoever schedules a URL gives it a meta of his own; no msgpack begins like this.
_MARK = b"\xc1due"
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Dues:
    """Pages with what is known of them, each at the same place of every column."""

    records: Records
    urls: list[str]
    etags: list[str]
    modified: list[str]  # Last-Modified, as the host wrote it

    def __len__(self) -> int:
        return len(self.urls)


def new_dues(urls: Sequence[str], kind: int = PAGE) -> Dues:
    """Return pages of which nothing is known but their URLs."""
    records = np.zeros(len(urls), DUE)
    records["kind"] = kind
    records["page"] = hashes(urls)
    blank = [""] * len(urls)
    return Dues(records, list(urls), blank, list(blank))


def lines(dues: Dues) -> list[str]:
    """Return the texts of each page as one."""
    for url in dues.urls:
        if "\n" in url:
            raise BadUrl(f"{url!r:.200} holds a line's end; expected a canonical URL")
    heads = zip(dues.urls, dues.etags, dues.modified, strict=True)
    return [f"{url}\n{_fit(etag)}\n{_fit(modified)}" for url, etag, modified in heads]


def dues_of(facts: Facts) -> Dues:
    """Return the pages that a frame holds."""
    texts = [text.split("\n") for text in facts.texts()]
    urls, etags, modified = ([text[part] for text in texts] for part in range(3))
    return Dues(facts.records, urls, etags, modified)


def metas(dues: Dues) -> list[bytes]:
    """Return what travels with each URL until its page is fetched again."""
    heads = [text.partition("\n")[2].encode() for text in lines(dues)]
    bounds = pairwise(range(0, (len(dues) + 1) * DUE.itemsize, DUE.itemsize))
    facts = dues.records.tobytes()
    cut = zip(bounds, heads, strict=True)
    return [_MARK + facts[start:end] + head for (start, end), head in cut]


def recalled(urls: Sequence[str], given: Sequence[bytes]) -> Dues:
    """Return what `metas` made; a URL without one is a new page."""
    head = len(_MARK)
    size = head + DUE.itemsize
    fresh = new_dues(urls)
    etags, modified = list(fresh.etags), list(fresh.modified)
    for row, meta in enumerate(given):
        if meta.startswith(_MARK) and len(meta) > size:
            fresh.records[row] = np.frombuffer(meta[head:size], DUE)[0]
            etags[row], _, modified[row] = str(
                meta[size:], "utf-8", "replace"
            ).partition("\n")
    return Dues(fresh.records, fresh.urls, etags, modified)


def is_offer(meta: bytes) -> bool:
    """Tell whether a page that came due had a price at its last visit."""
    return kinds(recalled([""], [meta]).records)[0] == OFFER


def is_given(meta: bytes) -> bool:
    """Tell whether what came due is a sitemap that a person gave."""
    return kinds(recalled([""], [meta]).records)[0] == GIVEN


def kinds(records: Records) -> Small:
    """Return which kind each record is."""
    return records["kind"] & ((1 << _KIND_BITS) - 1)


def depths(records: Records) -> Small:
    """Return how many links each page is from a seed; what is deeper counts as 63."""
    return records["kind"] >> _KIND_BITS


def marked(kind: int, depth: int) -> int:
    """Return how kind and depth are kept."""
    return kind | min(depth, _DEEPEST) << _KIND_BITS


def idents(records: Records) -> Keys:
    """Return a number for each pair of a page and the time it is due."""
    times = np.ascontiguousarray(records["due_at"]).view(np.uint64)
    return records["page"] + times * _MIX


def _fit(head: str) -> str:
    """Return a header as it can be kept; "" if it cannot."""
    return head if len(head) <= _LONGEST and head.isprintable() else ""
