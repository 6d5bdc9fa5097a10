"""What a host said of a body by which it can tell us that it has not changed.

A URL whose newest answer is kept whole is asked for with that answer's ETag and
Last-Modified. All of them lie in one file that has no name, in the order of the URLs'
hashes, and only the hashes are in memory: 8 bytes a URL.
"""

import re
import tempfile
from hashlib import md5
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from extract.rights import Rights
from lake.store import Lake

# What may be asked for on condition: the newest answer, when it is whole, came as it
# was sent, and its body is here. The hash is the one of `_key`.
_NEWEST = """
WITH newest AS (
    SELECT final_url, max_by(
        {'digest': content_digest, 'size': body_len, 'kind': content_type,
         'charset': charset, 'rights': rights, 'etag': etag, 'modified': last_modified,
         'ok': status IN (200, 304) AND renderer = 'http'
               AND NOT coalesce(truncated, false)},
        fetched_at) AS last
    FROM pages GROUP BY final_url
)
SELECT md5_number_lower(final_url) AS key, final_url AS url, last.*
FROM newest SEMI JOIN bodies ON bodies.content_digest = last.digest
WHERE last.ok AND (last.etag IS NOT NULL OR last.modified IS NOT NULL)
ORDER BY key
"""
_ROWS = 10_000
_ETAG = re.compile(rb'(?im)^etag[ \t]*:[ \t]*((?:W/)?"[\x21\x23-\x7e]{0,500}")[ \t]*$')
_MODIFIED = re.compile(rb"(?im)^last-modified[ \t]*:[ \t]*([\w:, +-]{10,60}?)[ \t]*$")

Headers = tuple[tuple[bytes, bytes], ...]


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the newest answer of a URL."""

    digest: str
    size: int
    content_type: str
    charset: str
    rights: Rights
    etag: str | None
    modified: str | None

    def headers(self) -> Headers:
        """Return the headers that ask for the body only if it has changed."""
        told = ((b"If-None-Match", self.etag), (b"If-Modified-Since", self.modified))
        return tuple((name, value.encode()) for name, value in told if value)


class Validators:
    """The newest answers of URLs, as the lake had them when this was made."""

    def __init__(self, batches: pa.RecordBatchReader, folder: Path) -> None:
        self._forgotten: set[str] = set()
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".asked-") as file:
            keys, self._ends = _written(Path(file.name), batches)
            self._keys = keys
            self._file = pa.ipc.open_file(pa.memory_map(file.name))

    def __len__(self) -> int:
        return len(self._keys)

    def last(self, url: str) -> Last | None:
        """Return what is known of the newest answer of the canonical `url`."""
        key = _key(url)
        row = int(np.searchsorted(self._keys, key))
        if row == len(self._keys) or self._keys[row] != key:
            return None
        batch = int(np.searchsorted(self._ends, row, side="right"))
        start = int(self._ends[batch - 1]) if batch else 0
        found = self._file.get_batch(batch).slice(row - start, 1).to_pylist()[0]
        # Two URLs may have one hash, made alike on purpose.
        return _last(found) if found["url"] == url else None

    def headers(self, url: str) -> Headers:
        """Return the headers with which `url` is asked for only if it has changed."""
        # Most crawls meet no URL again.
        last = self.last(url) if len(self._keys) else None
        return last.headers() if last and url not in self._forgotten else ()

    def forget(self, url: str) -> None:
        """Let `url` be asked for without a condition: its body cannot be read."""
        self._forgotten.add(url)


def validators(lake: Lake) -> Validators | None:
    """Return what `lake` knows of the newest answers of all URLs; None for nothing."""
    if lake.is_empty:
        return None
    from lake.sql import current

    with current(lake) as connection:
        found = connection.sql(_NEWEST).to_arrow_reader(_ROWS)
        return Validators(found, lake.home)


def validators_in(head: bytes) -> tuple[str | None, str | None]:
    """Return ETag and Last-Modified of a response's head, where they make sense."""
    etag = modified = None
    lower = head.lower()  # a look with `in` costs a tenth of an expression
    if b"etag" in lower and (found := _ETAG.search(head.replace(b"\r\n", b"\n"))):
        etag = found[1].decode()
    if b"last-modified" in lower:
        said = _MODIFIED.search(head.replace(b"\r\n", b"\n"))
        modified = said[1].decode("ascii", "replace") if said else None
    return etag, modified


def _written(path: Path, batches: pa.RecordBatchReader) -> tuple[Any, Any]:
    keys, sizes = [np.empty(0, np.uint64)], [0]
    with pa.ipc.new_file(str(path), batches.schema) as out:
        for batch in batches:
            if batch.num_rows:
                out.write_batch(batch)
                keys.append(batch.column("key").to_numpy())
                sizes.append(batch.num_rows)
    return np.concatenate(keys), np.cumsum(sizes[1:])


def _last(row: dict[str, Any]) -> Last:
    rights = dict(row["rights"] or {})
    rights["tdm_reservation"] = rights.pop("tdm_reserved", None)
    return Last(
        digest=row["digest"],
        size=row["size"],
        content_type=row["kind"] or "",
        charset=row["charset"] or "",
        rights=Rights(**{name: value for name, value in rights.items() if value}),
        etag=row["etag"],
        modified=row["modified"],
    )


def _key(url: str) -> np.uint64:
    # MD5 because the database has it too.
    digest = md5(url.encode("utf-8", "replace"), usedforsecurity=False).digest()
    return np.uint64(int.from_bytes(digest[8:], "little"))
