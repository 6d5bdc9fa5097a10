"""The dictionary with which bodies are packed: trained on what a crawl brings.

It is saved under warc/dictionaries/, so that the next crawl begins with it, beside the
digests of the bodies it was trained on: a dictionary holds pieces of pages, and who
forgets a page must know in which dictionaries it may be. A file holds its dictionary
itself, so these copies are needed for writing only.
"""

from collections.abc import Collection
from pathlib import Path
from random import Random

from zstandard import ZstdError, train_dictionary

from lake.durable import write
from lake.frames import compressor, dictionary_number, is_dictionary

# 256 KB saves 5 % of the bytes against 110 KB; 512 KB saves no more.
_LARGEST = 256 << 10
# What of a record is looked at: the repeated parts of a page are at its beginning.
_CUT = 32 << 10
# They train in 0.07 s; twice as many gain 1 %. No more than enough of them is held.
_SAMPLES = 600
ENOUGH_BYTES = 8_000_000
_FEWEST = 100
# A dictionary takes a hundredth of its samples, or it learns them by heart.
_SHARE = 32
# One that saves less than this is not worth another file's beginning.
_GAIN = 0.98
# Each so-manieth sample is not learnt from, to judge by what was.
_HELD_OUT = 8
# Whole files: beside them lies what another process writes, or left when it died.
_NAMES = "[0-9]*-*"


class Samples:
    """Some of the exchanges that came by, each as likely as any other."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, list[bytes]]] = []
        self._met = 0
        self._random = Random(0)  # noqa: S311 (which pages are looked at is no secret)
        self.bytes = 0

    def add(self, digest: str, records: list[bytes]) -> None:
        """Look at one exchange; `digest` names its body."""
        self._met += 1
        if len(self._kept) < _SAMPLES and not self.enough():
            place = len(self._kept)
            self._kept.append((digest, []))
        else:
            place = int(self._random.random() * self._met)
        if place < len(self._kept):
            before = sum(map(len, self._kept[place][1]))
            self._kept[place] = (digest, [record[:_CUT] for record in records])
            self.bytes += sum(map(len, self._kept[place][1])) - before

    def enough(self) -> bool:
        """Return whether a dictionary of full size can be trained on them."""
        return self.bytes >= ENOUGH_BYTES and len(self._kept) >= _FEWEST

    def digests(self) -> list[str]:
        """Return whose bodies they are."""
        return sorted({digest for digest, _ in self._kept})

    def trained(self) -> bytes:
        """Return a dictionary; empty where there is too little to learn from."""
        samples: list[bytes | bytearray | memoryview] = [
            record
            for number, (_, records) in enumerate(self._kept)
            if number % _HELD_OUT
            for record in records
        ]
        size = min(_LARGEST, self.bytes // _SHARE)
        if len(self._kept) < _FEWEST or size < 1024:
            return b""
        try:
            return train_dictionary(
                size, samples, k=2048, d=8, f=18, accel=5
            ).as_bytes()
        except ZstdError:
            return b""  # nothing repeats in them

    def better(self, new: bytes, old: bytes, level: int) -> bool:
        """Return whether `new` packs others so much better that a change pays."""
        if not new:
            return False
        sizes = [
            sum(len(packer.compress(record)) for record in self._held_out())
            for packer in (compressor(level, new), compressor(level, old))
        ]
        return sizes[0] < _GAIN * sizes[1]

    def _held_out(self) -> list[bytes]:
        return [record for _, records in self._kept[::_HELD_OUT] for record in records]


def saved(home: Path) -> bytes:
    """Return the dictionary that was trained last; empty without one."""
    newest = max(_folder(home).glob("*.zdict"), default=None)
    try:
        found = newest.read_bytes() if newest else b""
    except FileNotFoundError:  # it was dropped a moment ago
        return b""
    return found if is_dictionary(found) else b""


def save(home: Path, dictionary: bytes, digests: list[str]) -> None:
    """Keep `dictionary` for later files, and whose bodies it was trained on."""
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    serial = 1 + max((int(path.name[:6]) for path in folder.glob(_NAMES)), default=0)
    name = f"{serial:06d}-{dictionary_number(dictionary)}"
    # First who is in it: a dictionary of unknown origin would have to be dropped.
    write(folder / f"{name}.samples", "\n".join(digests).encode())
    write(folder / f"{name}.zdict", dictionary)


def trained_on(home: Path, seen: Collection[str]) -> set[int]:
    """Return the numbers of the dictionaries that were trained on a body in `seen`."""
    if not seen:
        return set()
    wanted = set(seen)
    return {
        _number(path)
        for path in _folder(home).glob("*.samples")
        if not wanted.isdisjoint(path.read_text().split())
    }


def of_known_origin(home: Path) -> set[int]:
    """Return the numbers of the dictionaries of which we know whose bodies they saw."""
    return {_number(path) for path in _folder(home).glob("*.samples")}


def drop(home: Path, numbers: Collection[int]) -> None:
    """Let no later file begin with the dictionaries of these numbers."""
    for path in _folder(home).glob("*.zdict"):
        if _number(path) in numbers:
            path.unlink(missing_ok=True)


def tidy(home: Path, used: Collection[int]) -> None:
    """Drop what is kept of dictionaries that no file uses or will begin with."""
    newest = max(_folder(home).glob("*.zdict"), default=None)
    for path in _folder(home).glob(_NAMES):
        if _number(path) not in used and (newest is None or path.stem != newest.stem):
            path.unlink(missing_ok=True)


def _folder(home: Path) -> Path:
    return home / "warc" / "dictionaries"


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])
