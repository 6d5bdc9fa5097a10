"""Bodies as they came: WARC records in zstd, one frame a record, read by offset.

A frame a record behind a dictionary takes no more room than one stream of gzip, and
lets one body be read in a fraction of a millisecond. A file is never opened again for
writing: what follows a crash goes into a new file, so that a torn tail stays the end of
its file.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from lake.clock import utc_now
from lake.errors import BodyUnreadable
from lake.exchange import Exchange, checked
from lake.homes import warc_writer
from lake.settings import LakeSettings
from lake.warcdictionary import Samples, save, saved
from lake.warcfile import Beginning, BodyPlace, WarcFile, create
from lake.warcread import read_body, read_record
from lake.warcrecord import (
    Record,
    exchange_records,
    revisit_record,
    warcinfo_fields,
)

__all__ = ["BodyPlace", "BodyStore", "Exchange", "read_body"]


class BodyStore:
    """The WARC files of one writer; `about` says in them who wrote them."""

    def __init__(
        self,
        home: Path,
        settings: LakeSettings,
        writer: str = "crawl",
        about: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._home = home
        self._settings = settings
        self._writer = warc_writer(home, settings, writer)
        self._fields = warcinfo_fields(about or {})
        self._now = now
        self._file: WarcFile | None = None
        self._dictionary = saved(home)
        self._samples = Samples()

    def write(self, exchange: Exchange, *, learn: bool = True) -> BodyPlace:
        """Append response, request and metadata; safe after the next `sync`.

        `learn`: whether a dictionary for later bodies may be trained on it.
        """
        checked(exchange)
        records = exchange_records(exchange)
        place = self._append(records, exchange.url)
        if learn:
            self._samples.add(exchange.digest, records)
        if not self._dictionary and self._samples.enough():
            self._learn()
        return place

    def beside(self, exchange: Exchange) -> None:
        """Append an exchange whose body no row names, as that of a robots.txt.

        No dictionary learns from it: who forgets pages looks for their bodies there.
        """
        checked(exchange)
        self._append(exchange_records(exchange), exchange.url)

    def revisit(self, exchange: Exchange, of: BodyPlace) -> bool:
        """Record that `exchange` brought the body at `of` again.

        False, and nothing written, where that body does not lie there: it is then to
        be written, as a new one.
        """
        original = self._original(exchange, of)
        same = original is not None and original.body == exchange.body
        return self._refer(exchange, original if same else None)

    def unchanged(self, exchange: Exchange, of: BodyPlace) -> bool:
        """Record that a host said, by status 304, that the body at `of` is still there.

        False, and nothing written, where that body cannot be read.
        """
        return self._refer(exchange, self._original(exchange, of))

    def sync(self) -> None:
        """Wait until everything written so far is on the disk."""
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        """Sync and close the file; a later write starts the next one."""
        self._leave()
        if not self._dictionary:
            self._learn()  # so that the next crawl begins with one

    def _original(self, exchange: Exchange, of: BodyPlace) -> Record | None:
        checked(exchange)
        if self._file is not None:
            self._file.flush()
        try:
            original = read_record(self._home, of)
        except BodyUnreadable:
            return None
        return original if original.kind == "response" else None

    def _refer(self, exchange: Exchange, original: Record | None) -> bool:
        if original is None:
            return False
        record = revisit_record(exchange, original)
        self._append([record], exchange.url, original.url)
        return True

    def _append(self, records: list[bytes], *urls: str) -> BodyPlace:
        file = self._file
        # What follows a write that failed goes into a new file.
        if file is None or file.given_up:
            file = self._file = self._next()
        place = file.append(records, *urls)
        if file.size >= self._settings.rotate_bytes:
            self._rotate()
        return place

    def _leave(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _next(self) -> WarcFile:
        # Asked again each time: who forgets a page drops dictionaries that saw it.
        self._dictionary = saved(self._home)
        level = self._settings.warc_level
        begin = Beginning(level, self._dictionary, self._now(), self._fields)
        return create(self._home / "warc", self._writer, begin)

    def _rotate(self) -> None:
        self.close()
        if self._samples.enough():
            self._learn()
            self._samples = Samples()

    def _learn(self) -> None:
        """Train a dictionary, and begin a new file with it where that pays."""
        new = self._samples.trained()
        level = self._settings.warc_level
        if self._samples.better(new, self._dictionary, level):
            save(self._home, new, self._samples.digests())
            self._dictionary = new
            self._leave()
