"""Bodies as they came: WARC records in zstd, one frame a record, read by offset.

A frame a record costs some room against one frame a file, and lets one body be read
in less than a millisecond. A file is never opened again for writing: what follows a
crash goes into a new file, so that a torn tail stays the end of its file.
"""

import io
import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from zstandard import ZstdCompressor

from lake.durable import refusal, sync_folder
from lake.errors import BodyUnreadable, ExchangeRefused
from lake.settings import LakeSettings

_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response; the headers as bytes, the body as it was kept."""

    url: str
    status: int
    request_headers: bytes
    response_headers: bytes
    body: bytes
    fetched_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """Where a response record lies."""

    warc_file: str
    warc_offset: int
    warc_length: int


class BodyStore:
    """The WARC files of one writer."""

    def __init__(
        self, home: Path, settings: LakeSettings, writer: str = "crawl"
    ) -> None:
        self._folder = home / "warc"
        self._settings = settings
        self._writer = writer
        self._file: BinaryIO | None = None
        # One compressor for all frames: fastwarc's writer sets up a new one for each
        # and takes 4 (28 KB of text) to 18 times (tiny bodies) as long.
        self._compressor = ZstdCompressor(settings.warc_level, write_checksum=True)

    def write(self, exchange: Exchange) -> BodyPlace:
        """Append request and response; they are safe after the next `sync`."""
        if not exchange.url.isprintable() or " " in exchange.url:
            raise ExchangeRefused(f"{exchange.url!r} cannot be a WARC target URI")
        try:
            place = self._write(exchange)
        except OSError as error:
            self._give_up()
            raise refusal(self._folder, error) from error
        if place.warc_offset + place.warc_length >= self._settings.rotate_bytes:
            self.close()
        return place

    def sync(self) -> None:
        """Wait until everything written so far is on the disk."""
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self._give_up()
            raise refusal(self._folder, error) from error

    def close(self) -> None:
        """Sync and close the file; a later write starts the next one."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _write(self, exchange: Exchange) -> BodyPlace:
        file = self._file = self._file or self._next_file()
        response = _record(WarcRecordType.response, exchange)
        response.set_bytes_content(_response_head(exchange) + exchange.body)
        request = _record(WarcRecordType.request, exchange)
        request.headers.append("WARC-Concurrent-To", response.headers["WARC-Record-ID"])
        request.set_bytes_content(_request_head(exchange))
        start = file.tell()
        file.write(self._frame(response, exchange.body))
        length = file.tell() - start
        file.write(self._frame(request, b""))
        return BodyPlace(Path(file.name).name, start, length)

    def _frame(self, record: WarcRecord, payload: bytes) -> bytes:
        return self._compressor.compress(_record_bytes(record, payload))

    def _next_file(self) -> BinaryIO:
        """Create the next file; another process may take a number before us."""
        self._folder.mkdir(parents=True, exist_ok=True)
        used = (_number(path) for path in self._folder.glob(_name(self._writer, "*")))
        number = max(used, default=0) + 1
        while True:
            path = self._folder / _name(self._writer, f"{number:06d}")
            try:
                file = path.open("xb")
            except FileExistsError:
                number += 1
                continue
            sync_folder(self._folder)
            return file

    def _give_up(self) -> None:
        """Leave a file whose last frame may be torn."""
        if self._file is not None:
            file, self._file = self._file, None
            # Closing flushes, which fails again where the disk is full.
            file.raw.close() if isinstance(file, io.BufferedWriter) else file.close()


def read_body(home: Path, place: BodyPlace) -> bytes:
    """Return the body at `place` as it was written."""
    path = home / "warc" / Path(place.warc_file).name
    try:
        with path.open("rb") as file:
            file.seek(place.warc_offset)
            frame = file.read(place.warc_length)
        record = next(iter(ArchiveIterator(io.BytesIO(frame))))
        return record.reader.read()
    except (OSError, StopIteration) as error:
        raise BodyUnreadable(
            f"no whole record at {place.warc_offset} of {path}: {error}"
        ) from error


def _name(writer: str, number: str) -> str:
    return f"harvest-{writer}-{number}.warc.zst"


def _number(path: Path) -> int:
    number = path.name.removesuffix(".warc.zst").rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _record(kind: WarcRecordType, exchange: Exchange) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    record.record_date = exchange.fetched_at
    record.headers.append("WARC-Target-URI", exchange.url)
    record.is_http = True
    return record


def _record_bytes(record: WarcRecord, payload: bytes) -> bytes:
    out = io.BytesIO()
    # The WARC world checks SHA-1; it names bytes here and guards nothing.
    digest = sha1(payload, usedforsecurity=False).digest()
    record.write(out, checksum_data=True, payload_digest=digest)
    return out.getvalue()


def _response_head(exchange: Exchange) -> bytes:
    head = exchange.response_headers
    if not head.startswith(b"HTTP/"):
        head = b"HTTP/1.1 %d \r\n" % exchange.status + head
    return head.rstrip(b"\r\n") + _END


def _request_head(exchange: Exchange) -> bytes:
    head = exchange.request_headers
    first = head.partition(b"\r\n")[0]
    if b" HTTP/" not in first:
        path = exchange.url.partition("://")[2].partition("/")[2]
        head = b"GET /%s HTTP/1.1\r\n" % path.encode() + head
    return head.rstrip(b"\r\n") + _END
