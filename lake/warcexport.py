"""Pages as WARC files for other programs: .warc.gz, one member a record.

Each body is written once, where it is possible as the records that were stored; every
other page that had it becomes a revisit record that refers to the first. What a page
has no stored record of is made from its row.
"""

import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb

from lake.clock import utc_now
from lake.durable import created, refusal, sync_folder
from lake.errors import BadQuery, BodyUnreadable
from lake.exchange import Exchange
from lake.export import check_place
from lake.sql import current
from lake.warcfile import BodyPlace
from lake.warcread import opened, read_record
from lake.warcrecord import (
    Record,
    new_identity,
    response_record,
    revisit_record,
    warc_date,
    warcinfo_fields,
    warcinfo_record,
)

if TYPE_CHECKING:
    from lake.store import Lake

# In the order of the files, and of the pages of one body: the first is the response.
_CHOSEN = """
WITH _chosen AS (SELECT * FROM pages WHERE {where}), _places AS (
    SELECT DISTINCT ON (content_digest) content_digest, warc_file, warc_offset,
        warc_length
    FROM bodies SEMI JOIN _chosen USING (content_digest)
    ORDER BY content_digest, warc_file, warc_offset
)
"""
_PAGES = """
SELECT coalesce(final_url, url), fetched_at, status, coalesce(content_type, ''),
    coalesce(truncated, false), content_digest, warc_file, warc_offset, warc_length
FROM _chosen LEFT JOIN _places USING (content_digest)
ORDER BY warc_file, warc_offset, content_digest, fetched_at
"""
_FILES = "SELECT DISTINCT warc_file FROM _places ORDER BY 1"
_COUNT = "SELECT count(*) FROM _chosen"
_LEVEL = 6
_GZIP = zlib.MAX_WBITS | 16
_ROWS = 1_000
# More records than this never belong to one exchange.
_BESIDE = 3

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Exported:
    """What was written, and of how many pages the body could not be read."""

    pages: int = 0
    records: int = 0
    bytes: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    fetched_at: datetime
    status: int
    content_type: str
    truncated: bool
    digest: str
    place: BodyPlace | None


def export_warc(
    lake: "Lake",
    out: Path | BinaryIO,
    *,
    where: str | None = None,
    parameters: Sequence[Any] = (),
    progress: Progress | None = None,
) -> Exported:
    """Write the pages for which the SQL condition `where` holds to `out`.

    `progress` is told of pages done and pages in all.
    """
    name = out.name if isinstance(out, Path) else "export.warc.gz"
    with _opened(out) as file, current(lake) as connection:
        total = _asked(connection, _COUNT, where, parameters).fetchone()
        found = _asked(connection, _PAGES, where, parameters)
        made = _Export(lake.home, file)
        made.write(warcinfo_record(name, utc_now(), warcinfo_fields({})))
        while rows := found.fetchmany(_ROWS):
            for row in rows:
                made.add(_page(row))
            if progress:
                progress(made.told.pages, total[0] if total else 0)
    return made.told


def copy_warc(lake: "Lake", folder: Path, *, where: str | None = None) -> list[Path]:
    """Copy the .warc.zst files that hold those pages, as they are, into `folder`."""
    with current(lake) as connection:
        names = _asked(connection, _FILES, where, ()).fetchall()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copies = [folder / name for (name,) in names]
        for copy in copies:
            shutil.copyfile(lake.home / "warc" / copy.name, copy)
    except OSError as error:
        raise refusal(folder, error) from error
    return copies


class _Export:
    """The file that is written, and the body that was written last."""

    def __init__(self, home: Path, file: BinaryIO) -> None:
        self.told = Exported()
        self._home = home
        self._file = file
        self._digest = ""
        self._first: Record | None = None

    def add(self, page: _Page) -> None:
        """Write one page: its body, or a reference to the page that had it first."""
        self.told.pages += 1
        if self._first is not None and page.digest == self._digest:
            self.write(revisit_record(_exchange(page, b""), self._first))
            return
        self._digest, self._first = page.digest, None
        try:
            self._first = self._response(page)
        except BodyUnreadable:
            self.told.missing += 1

    def write(self, record: bytes) -> None:
        """Write one record as a member of its own."""
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        data = packer.compress(record) + packer.flush()
        self._file.write(data)
        self.told.records += 1
        self.told.bytes += len(data)

    def _response(self, page: _Page) -> Record:
        if page.place is None:
            raise BodyUnreadable(f"no row says where the body of {page.url} lies")
        stored = read_record(self._home, page.place)
        body = stored.body
        if stored.kind != "response" or body is None:
            raise BodyUnreadable(f"the body of {page.url} is not where it should be")
        same = stored.url == page.url
        if same and stored.value("WARC-Date") == warc_date(page.fetched_at):
            for record in (stored, *_beside(self._home, page.place, stored)):
                self.write(record.raw)
            return stored
        # Headers of another URL say nothing of this one.
        exchange = _exchange(page, body, stored.http_head if same else None)
        made = Record.parsed(response_record(exchange, new_identity()))
        self.write(made.raw)
        return made


def _beside(home: Path, place: BodyPlace, response: Record) -> Iterator[Record]:
    """Return the records behind a response that belong to it."""
    file = opened(home / "warc" / place.warc_file)
    offset = place.warc_offset + place.warc_length
    for _ in range(_BESIDE):
        length = file.length_at(offset)
        record = file.readable(offset, length) if length else None
        identity = response.value("WARC-Record-ID")
        if record is None or record.value("WARC-Concurrent-To") != identity:
            return
        yield record
        offset += length


def _exchange(page: _Page, body: bytes, head: bytes | None = None) -> Exchange:
    kind = page.content_type
    if head is None:
        head = f"Content-Type: {kind}\r\n".encode("utf-8", "replace") if kind else b""
    return Exchange(
        url=page.url,
        status=page.status,
        request_headers=b"",
        response_headers=head,
        body=body,
        fetched_at=page.fetched_at,
        digest=page.digest,
        truncated="length" if page.truncated else "",
    )


def _page(row: tuple[Any, ...]) -> _Page:
    url, at, status, kind, truncated, digest, *place = row
    found = BodyPlace(*place) if place[0] else None
    return _Page(url, at, status, kind, truncated, digest, found)


@contextmanager
def _opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Give out what is written to; a file is whole or not there."""
    if not isinstance(out, Path):
        yield out
        return
    check_place(out)
    beside = out.with_name(f".{out.name}.tmp")
    try:
        with created(beside) as file:
            yield file
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(out.parent)


def _asked(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    where: str | None,
    parameters: Sequence[Any],
) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(
            _CHOSEN.format(where=where or "true") + query, parameters
        )
    except duckdb.Error as error:
        raise BadQuery(
            f"pages cannot be chosen by {where!r}: {error}; give a condition over the "
            "columns of pages, such as host = 'shop.test'"
        ) from error
