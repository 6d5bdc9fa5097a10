"""What the lake has already, so that no body and no list of links is kept twice.

A body is known by half of its digest and by where it lies: who finds a place here reads
it before believing it, so a body is never taken for another one, and one that has been
damaged is kept again. Links are known by a hash, and by nothing else. A page costs 40
bytes of memory, 400 MB for ten million: beyond that a home wants more than one process.
"""

from collections.abc import Sequence
from hashlib import md5

import numpy as np
import pyarrow as pa

from crawler.keeping.sortedkeys import Numbers, SortedKeys
from lake.bodies import BodyPlace
from lake.store import Lake

# Both queries hash as `_digest_key` and `_page_key` do.
_BODIES = """
SELECT ('0x' || left(content_digest, 16))::UBIGINT, warc_file,
    warc_offset::UBIGINT, warc_length::UBIGINT
FROM bodies
"""
_PAGES = """
SELECT DISTINCT md5_number_lower(url_key || ' ' || content_digest)
FROM pages WHERE content_digest IS NOT NULL
"""
_NONE = np.empty(0, np.uint64)


class Kept:
    """Which bodies and which pages' links the lake has; it grows with the crawl."""

    def __init__(self, bodies: pa.Table | None = None, pages: Numbers = _NONE) -> None:
        columns, self._files = _columns(bodies)
        self._numbers = {name: number for number, name in enumerate(self._files)}
        self._bodies = SortedKeys(*columns)
        self._pages = SortedKeys(pages)

    def place(self, digest: str) -> BodyPlace | None:
        """Return where the body of this digest should lie; None where it is new."""
        return self.places([digest])[0]

    def places(self, digests: Sequence[str]) -> list[BodyPlace | None]:
        """Return the place of each digest."""
        return [
            BodyPlace(self._files[found[0]], found[1], found[2]) if found else None
            for found in self._bodies.find(list(map(_digest_key, digests)))
        ]

    def add_body(self, digest: str, place: BodyPlace) -> None:
        """Record where a body was written."""
        number = self._numbers.setdefault(place.warc_file, len(self._files))
        if number == len(self._files):
            self._files.append(place.warc_file)
        key = _digest_key(digest)
        self._bodies.add(key, number, place.warc_offset, place.warc_length)

    def add_page(self, url_key: str, digest: str) -> bool:
        """Record that a page had this body; return whether that is new."""
        return self.add_pages([(url_key, digest)])[0]

    def add_pages(self, pages: Sequence[tuple[str, str]]) -> list[bool]:
        """Record that each page had its body; return which of that is new."""
        keys = [_page_key(url_key, digest) for url_key, digest in pages]
        new = []
        before = set[int]()
        for key, found in zip(keys, self._pages.find(keys), strict=True):
            new.append(found is None and key not in before)
            before.add(key)
        for key, is_new in zip(keys, new, strict=True):
            if is_new:
                self._pages.add(key)
        return new


def kept(lake: Lake) -> Kept:
    """Return the bodies that `lake` holds, and the pages whose links it holds."""
    if lake.is_empty:
        return Kept()
    from lake.sql import current

    with current(lake) as connection:
        bodies = connection.sql(_BODIES).to_arrow_table()
        pages: pa.Table = connection.sql(_PAGES).to_arrow_table()
    return Kept(bodies, pages.column(0).to_numpy())


def _columns(bodies: pa.Table | None) -> tuple[list[Numbers], list[str]]:
    if bodies is None:
        return [_NONE] * 4, []
    keys, files, offsets, lengths = bodies.combine_chunks().columns
    files = files.combine_chunks().dictionary_encode()
    numbers = files.indices.to_numpy().astype(np.uint64)
    columns = [keys.to_numpy(), numbers, offsets.to_numpy(), lengths.to_numpy()]
    return columns, files.dictionary.to_pylist()


def _digest_key(digest: str) -> int:
    return int(digest[:16], 16)


def _page_key(url_key: str, digest: str) -> int:
    # MD5 because the database has it too; whoever makes two pages alike on purpose
    # gains that the links of his own page are not noted.
    text = f"{url_key} {digest}".encode("utf-8", "replace")
    return int.from_bytes(md5(text, usedforsecurity=False).digest()[8:], "little")
