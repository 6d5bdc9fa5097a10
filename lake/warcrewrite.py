"""WARC files written anew without what is to vanish from them.

A record vanishes with everything that belongs to it. A body that another URL has too
lives on under that URL. The new file has a dictionary trained on what is kept, for the
old one may hold pieces of what is not. The old file stays until `drop`: first the rows
that say where bodies lie are brought up to date.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lake import warcdictionary as dictionary
from lake.clock import utc_now
from lake.durable import sync_folder
from lake.errors import BodyUnreadable
from lake.exchange import Exchange
from lake.frames import number_in
from lake.gone import REFERS, Gone, alone, files_holding, warc_files
from lake.keys import content_digest
from lake.settings import LakeSettings
from lake.targets import path_of
from lake.warcfile import Beginning, BodyPlace, WarcFile, create
from lake.warcread import opened
from lake.warcrecord import Record, response_record
from lake.warcscan import places, records

__all__ = ["Gone", "Heir", "Rewritten", "drop", "files_holding", "orphans", "rewrite"]

# How many frames are looked at to train the new file's dictionary.
_LOOKED_AT = 1_200


@dataclass(frozen=True, slots=True)
class Heir:
    """The URL under which a body lives on, as it was seen there."""

    url: str
    fetched_at: datetime
    status: int
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of a file: its successor, and where its bodies lie now, by offset."""

    warc_file: str | None
    places: dict[int, BodyPlace]
    dropped: int
    lost: int


def rewrite(
    home: Path,
    warc_file: str,
    gone: Gone,
    heirs: Mapping[str, Heir] | None = None,
    *,
    settings: LakeSettings,
) -> Rewritten:
    """Write `warc_file` anew, whole and synced, without what is `gone`."""
    path = home / "warc" / Path(warc_file).name
    with alone(path):
        samples = _samples(path, gone)
        learnt = samples.trained()
        if learnt:
            dictionary.save(home, learnt, samples.digests())
        work = _Rewriting(path, settings.warc_level, learnt, gone, heirs or {})
        try:
            for found in records(path):
                if found.record is None:
                    work.lost += 1
                else:
                    work.take(found.offset, found.record)
        finally:
            work.close()
    name = work.file.path.name if work.file else None
    return Rewritten(name, work.places, work.dropped, work.lost)


def drop(home: Path, warc_file: str) -> None:
    """Remove a file that no row points at any more, and all that belongs to it."""
    path = home / "warc" / Path(warc_file).name
    path.unlink(missing_ok=True)
    path_of(path).unlink(missing_ok=True)
    sync_folder(path.parent)
    dictionary.tidy(home, {number_in(other) for other in warc_files(home)})


def orphans(home: Path, named: Collection[str]) -> list[str]:
    """Return the files that are not in `named`: nothing points into them.

    A file of a crawl that brought nothing new holds revisits alone, and is none.
    """
    others = [path for path in warc_files(home) if path.name not in set(named)]
    return [path.name for path in others if not _tells_of_others(path)]


def _tells_of_others(path: Path) -> bool:
    kinds = {one.record.kind for one in records(path) if one.record}
    return "revisit" in kinds and "response" not in kinds


@dataclass(slots=True)
class _Rewriting:
    """The new file while it is written."""

    old: Path
    level: int
    learnt: bytes
    gone: Gone
    heirs: Mapping[str, Heir]
    file: WarcFile | None = None
    places: dict[int, BodyPlace] = field(default_factory=dict)
    dropped: int = 0
    lost: int = 0
    _fields: bytes = b""
    _vanished: set[str] = field(default_factory=set)  # IDs of records

    def take(self, offset: int, record: Record) -> None:
        """Keep one record of the old file, or not."""
        if record.kind == "warcinfo":
            self._fields = record.block
            return
        kept = self._kept(record)
        if kept is None:
            self.dropped += 1
            self._vanished.add(record.value("WARC-Record-ID"))
            return
        urls = [name for name in (kept.url, kept.value(REFERS[0])) if name]
        place = self._file().append([kept.raw], *urls)
        if kept.kind == "response":
            self.places[offset] = place

    def close(self) -> None:
        """Sync and close the new file."""
        if self.file:
            self.file.close()

    def _file(self) -> WarcFile:
        if self.file is None:
            writer = self.old.name.removeprefix("harvest-").rpartition("-")[0]
            begin = Beginning(self.level, self.learnt, utc_now(), self._fields)
            self.file = create(self.old.parent, writer, begin)
        return self.file

    def _kept(self, record: Record) -> Record | None:
        """Return what is kept of `record`: itself, less, under another URL, or none."""
        if record.kind == "response":
            return self._response(record)
        if self.gone.has(record.url) or self._belongs(record):
            return None
        if record.kind == "metadata" and _names(record, self.gone):
            return None
        if self.gone.has(record.value(REFERS[0])):
            return Record.parsed(record.without(*REFERS))
        return record

    def _response(self, record: Record) -> Record | None:
        named = self.gone.has(record.url)
        if not named and not self.gone.digests:
            return record
        body = record.body or b""
        digest = content_digest(body)
        if digest in self.gone.digests:
            return None
        if not named:
            return record
        heir = self.heirs.get(digest)
        return _inherited(heir, body, digest, record) if heir else None

    def _belongs(self, record: Record) -> bool:
        """Return whether `record` is about a record that vanished."""
        about = record.value("WARC-Concurrent-To"), record.value("WARC-Refers-To")
        return not self._vanished.isdisjoint(about)


def _inherited(heir: Heir, body: bytes, digest: str, old: Record) -> Record:
    """Return the body's record as the heir's own; only its ID is the old one."""
    # Other records refer to it by that.
    kind = heir.content_type
    head = f"Content-Type: {kind}\r\n".encode("utf-8", "replace") if kind else b""
    exchange = Exchange(
        url=heir.url,
        status=heir.status,
        request_headers=b"",
        response_headers=head,
        body=body,
        fetched_at=heir.fetched_at,
        digest=digest,
        truncated=old.value("WARC-Truncated"),
    )
    return Record.parsed(response_record(exchange, old.value("WARC-Record-ID")))


def _names(record: Record, gone: Gone) -> bool:
    lines = record.block.decode("utf-8", "replace").splitlines()
    return any(gone.has(line.partition(": ")[2]) for line in lines)


def _samples(path: Path, gone: Gone) -> dictionary.Samples:
    """Return some of what is kept of the file `path`."""
    samples = dictionary.Samples()
    try:
        file = opened(path)
    except BodyUnreadable:
        return samples
    all_places = places(file)
    step = 1 + len(all_places) // _LOOKED_AT
    for near in (all_places[at : at + 2] for at in range(0, len(all_places), step)):
        looked = (file.readable(offset, length) for offset, length in near)
        found = next((one for one in looked if one and one.kind == "response"), None)
        if found is None or gone.has(found.url):
            continue
        digest = content_digest(found.body or b"")
        if digest not in gone.digests:
            samples.add(digest, [found.raw])
    return samples
