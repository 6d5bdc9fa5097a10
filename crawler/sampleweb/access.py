"""The access log: one line a request, with its start and end, for proofs of politeness."""

import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

_KEPT = 200_000  # entries in memory, where no file is given


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """One request as the server saw it.

    start and end come from one monotonic clock: from the whole request head being there
    to the last byte being handed to the kernel.
    """

    start: float
    end: float
    wall: float  # seconds since 1970 at the start
    host: str
    address: str
    method: str
    path: str
    status: int  # 0: cut off before a status was sent
    bytes: int
    user_agent: str


class AccessLog:
    """Collects entries and writes them before the answer leaves."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: deque[Access] = deque(maxlen=_KEPT)
        self._encoder = msgspec.json.Encoder()
        self._waiting: list[bytes] = []
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._file = None if path is None else os.open(path, flags, 0o644)

    def add(self, entry: Access) -> None:
        """Take one entry; it is on disk after the next `flush`."""
        if self._file is None:
            self.entries.append(entry)
        else:
            self._waiting.append(self._encoder.encode(entry))

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting and self._file is not None:
            os.write(self._file, b"\n".join([*self._waiting, b""]))
            self._waiting.clear()

    def close(self) -> None:
        """Write what waits and close the file."""
        self.flush()
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read_log(path: Path) -> Iterator[Access]:
    """Yield the entries of a log file."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Access)
    with path.open("rb") as file:
        for line in file:
            yield decoder.decode(line)
