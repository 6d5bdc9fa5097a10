"""Items as one file of packed bodies, each behind its length: written once, read twice."""

import struct
from collections.abc import Iterator
from pathlib import Path

_LENGTH = struct.Struct("<I")


class Packing:
    """Takes packed items one after the other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=1 << 20)

    def add(self, body: bytes) -> None:
        """Put `body` behind those before."""
        self._file.write(_LENGTH.pack(len(body)))
        self._file.write(body)

    def close(self) -> None:
        """Let others read it all."""
        self._file.close()


def unpacked(path: Path) -> Iterator[bytes]:
    """Yield the bodies in the file at `path`."""
    with path.open("rb", buffering=1 << 20) as file:
        while length := file.read(_LENGTH.size):
            yield file.read(_LENGTH.unpack(length)[0])
