"""Read an archive: each byte is checked, and nothing in it is taken at its word.

Only folders and plain files come out, below the folder they are meant for. What a
hostile archive could make grow (names, heads, the whole) has its limit here.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import msgspec
from zstandard import ZstdDecompressor, ZstdError

from jobs.backup.manifest import FORMAT, NAME, Manifest, Member
from jobs.errors import BackupBroken

_BLOCK = tarfile.BLOCKSIZE
_PIECE = 1 << 20
_LONGEST_NAME = 4096
_LARGEST_MANIFEST = 1 << 28
_MOST_MEMBERS = 10_000_000
# What any archive that is written here needs to be read, and hardly more.
_MOST_WINDOW = 1 << 27


class Sink(Protocol):
    """Who takes what comes out, in the order of the archive."""

    def folder(self, name: str) -> None:
        """Take a folder."""

    def file(self, name: str, pieces: Iterator[bytes]) -> None:
        """Take a file; a name may come again, and then replaces the one before."""


class Nowhere:
    """Take everything and keep nothing: to check an archive before it is unpacked."""

    def folder(self, name: str) -> None:
        """Forget a folder."""

    def file(self, name: str, pieces: Iterator[bytes]) -> None:
        """Read a file to its end."""
        for _ in pieces:
            pass


@dataclass(slots=True)
class _Found:
    size: int = 0
    sha256: str | None = None


def read_archive(file: BinaryIO, sink: Sink, most_bytes: int) -> Manifest:
    """Give everything in the archive to `sink`, and return what it says of itself.

    Raises BackupBroken where it is not whole, or is not what it says.
    """
    flow = _Flow(file)
    found: dict[str, _Found] = {}
    try:
        said = _members(flow, sink, found, most_bytes)
        flow.to_the_end()
    except (ZstdError, tarfile.TarError, ValueError) as error:
        raise BackupBroken(
            f"this is no backup of a home, or it was damaged ({error}); take another one"
        ) from None
    manifest = _manifest(said)
    _compare(manifest, found)
    return manifest


def _members(
    flow: "_Flow", sink: Sink, found: dict[str, _Found], most_bytes: int
) -> bytes:
    left = most_bytes
    while True:
        head = _head(flow)
        if head.name == NAME:
            if head.size > _LARGEST_MANIFEST:
                raise BackupBroken(f"its manifest has {head.size:,} bytes: too many")
            return flow.take(head.size)
        name = _safe(head)
        left -= head.size
        if left < 0:
            raise BackupBroken(
                f"it unpacks to more than the {most_bytes:,} bytes that are free here;"
                " make room, or restore to another disk"
            )
        if len(found) > _MOST_MEMBERS:
            raise BackupBroken(f"it holds more than {_MOST_MEMBERS:,} files")
        one = found[name] = _Found(head.size)
        if head.isdir():
            sink.folder(name)
        else:
            sink.file(name, _pieces(flow, one))
            flow.take(-head.size % _BLOCK)


def _pieces(flow: "_Flow", one: _Found) -> Iterator[bytes]:
    digest = hashlib.sha256()
    left = one.size
    while left:
        piece = flow.take(min(left, _PIECE))
        left -= len(piece)
        digest.update(piece)
        yield piece
    one.sha256 = digest.hexdigest()


def _head(flow: "_Flow") -> tarfile.TarInfo:
    head = tarfile.TarInfo.frombuf(flow.take(_BLOCK), "utf-8", "surrogateescape")
    if head.type != tarfile.GNUTYPE_LONGNAME:
        return head
    if not 0 < head.size <= _LONGEST_NAME:
        raise BackupBroken(f"it holds a name of {head.size:,} bytes")
    name = flow.take(head.size + -head.size % _BLOCK)[: head.size]
    head = tarfile.TarInfo.frombuf(flow.take(_BLOCK), "utf-8", "surrogateescape")
    head.name = name.rstrip(b"\0").decode("utf-8", "surrogateescape")
    return head


def _safe(head: tarfile.TarInfo) -> str:
    name = head.name.removesuffix("/") if head.isdir() else head.name
    parts = name.split("/")
    if head.type not in (tarfile.REGTYPE, tarfile.DIRTYPE) or head.size < 0:
        raise BackupBroken(f"{name!r:.200} in it is neither a file nor a folder")
    if "\0" in name or any(part in {"", ".", ".."} for part in parts):
        raise BackupBroken(f"{name!r:.200} in it leads out of the home")
    return name


def _manifest(said: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(said, type=Manifest)
    except msgspec.MsgspecError as error:
        raise BackupBroken(f"its manifest cannot be read: {error}") from None
    if manifest.format > FORMAT:
        raise BackupBroken(
            f"it has format {manifest.format}, this version knows up to {FORMAT};"
            " update harvestman"
        )
    return manifest


def _compare(manifest: Manifest, found: dict[str, _Found]) -> None:
    for name, said in manifest.members.items():
        if name not in found:
            raise BackupBroken(f"{name!r:.200} is missing in it")
        if not _is_same(said, found[name]):
            raise BackupBroken(f"{name!r:.200} in it is not as it was written")


def _is_same(said: Member, found: _Found) -> bool:
    return (said.size, said.sha256) == (found.size, found.sha256)


class _Flow:
    """What an archive unpacks to, read from its beginning to its end."""

    def __init__(self, file: BinaryIO) -> None:
        opener = ZstdDecompressor(max_window_size=_MOST_WINDOW)
        self._opened = opener.stream_reader(file, closefd=False)

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, all of them."""
        parts = []
        while size:
            part = self._opened.read(size)
            if not part:
                raise BackupBroken("it ends too early: it was not copied as a whole")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def to_the_end(self) -> None:
        """Read what is behind the manifest: a few zeros, and the check of it all."""
        while rest := self._opened.read(_PIECE):
            if rest.strip(b"\0"):
                raise BackupBroken("it goes on behind its manifest")
