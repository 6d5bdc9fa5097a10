"""What is to vanish from WARC files, and which of them may hold a trace of it.

A trace is a record that tells of a URL, or a dictionary that was trained on its body.
"""

import fcntl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lake import warcdictionary as dictionary
from lake.errors import WarcInUse
from lake.exchange import host_of
from lake.frames import number_in
from lake.targets import Hashes, Targets, hashed, targets_of
from lake.warcfile import SUFFIX
from lake.warcscan import records

REFERS = ("WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")


@dataclass(frozen=True, slots=True)
class Gone:
    """What is to vanish: exact URLs, host names, digests of bodies."""

    urls: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()

    def has(self, url: str) -> bool:
        """Return whether `url` is to vanish."""
        return url in self.urls or host_of(url) in self.hosts


def files_holding(home: Path, gone: Gone, seen: Collection[str] = ()) -> list[str]:
    """Return the files that tell of a URL or host in `gone`, or may hold pieces of it.

    `seen` are the digests of all bodies that those URLs ever had: dictionaries trained
    on them are dropped, and files packed with such a one are named too.
    """
    traces = dictionary.trained_on(home, seen)
    dictionary.drop(home, traces)
    known = dictionary.of_known_origin(home) | {0}
    wanted = [hashed(name) for name in (*gone.urls, *gone.hosts)]
    found = []
    for path in warc_files(home):
        targets = _targets(path)
        number = number_in(path)
        suspect = bool(seen) and (number in traces or number not in known)
        if suspect or np.isin(wanted, targets).any():
            found.append(path.name)
    return found


def warc_files(home: Path) -> list[Path]:
    """Return all WARC files of a home."""
    return sorted((home / "warc").glob(f"*{SUFFIX}"))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock on a WARC file, or say who holds it."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WarcInUse(
                f"{path} is being written by a crawl; run this again when it has "
                "ended, or stop it first"
            ) from error
        yield


def _targets(path: Path) -> Hashes:
    """Return the targets of a file, collecting them where nobody wrote them down."""
    found = targets_of(path)
    if found is not None:
        return found
    try:
        # Locked before it is read: who ends it meanwhile writes down more than was seen.
        with alone(path):
            targets = _collected(path)
            targets.save(path)
    except WarcInUse:
        targets = _collected(path)
    return targets.sorted()


def _collected(path: Path) -> Targets:
    targets = Targets()
    for one in records(path):
        if one.record is not None:
            names = (one.record.url, one.record.value(REFERS[0]))
            targets.add(*(name for name in names if name))
    return targets
