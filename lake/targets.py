"""Which URLs and hosts a WARC file tells of, as hashes in a small file beside it.

Forgetting a URL asks every file whether it holds a record of it; this answers without
unpacking them. It holds 64-bit hashes, so it says yes once in a while for nothing, and
never no for something.
"""

from array import array
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lake.durable import write
from lake.exchange import host_of

Hashes = npt.NDArray[np.uint64]


class Targets:
    """Collects the targets of one file."""

    def __init__(self) -> None:
        self._hashes = array("Q")

    def add(self, *urls: str) -> None:
        """Record that the file tells of `urls`."""
        for url in urls:
            self._hashes.append(hashed(url))
            self._hashes.append(_hashed_host(host_of(url)))

    def save(self, warc: Path) -> None:
        """Write them beside the file `warc`, which grows no more."""
        path = path_of(warc)
        path.parent.mkdir(exist_ok=True)
        write(path, self.sorted().astype("<u8").tobytes())

    def sorted(self) -> Hashes:
        """Return the hashes, each once."""
        return np.unique(np.frombuffer(self._hashes, dtype=np.uint64))


def targets_of(warc: Path) -> Hashes | None:
    """Return the hashes, sorted; None where nobody has written them down."""
    try:
        return np.frombuffer(path_of(warc).read_bytes(), dtype="<u8")
    except (FileNotFoundError, ValueError):
        return None


def hashed(text: str) -> int:
    """Return the hash of a URL or a host."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


# A crawl meets a host again and again.
_hashed_host = lru_cache(maxsize=4096)(hashed)


def path_of(warc: Path) -> Path:
    """Return where the targets of `warc` are written."""
    return warc.parent / "targets" / f"{warc.name}.u64"
