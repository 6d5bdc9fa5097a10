"""The seeds that people added to a campaign by hand: one file a campaign, one a line.

It is a file of seeds like any other, so a person may edit it. It is written whole, beside
its place and then renamed, so a kill leaves the list as it was.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from crawler.campaign.seedfile import AS_BYTES, Chunk, read_seeds
from frontier.column import read_urls
from frontier.durable import write_whole
from frontier.forgotten import Target
from frontier.values import Kind

if TYPE_CHECKING:
    from frontier.kernel import Flags, Keys

_HEAD = "# Seeds that were added by hand; `harvestman seeds add` adds more.\n"


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What became of seeds that someone added; `urls` are the new ones that are pages."""

    added: int
    known: int
    refused: int
    example: str  # one of the refused
    urls: tuple[str, ...]


def add_seeds(path: Path, chunks: Iterable[Chunk]) -> Added:
    """Add what is new of `chunks` to the list at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        seen = _Seen(read_seeds(path) if path.exists() else ())
        text = _read(path) if path.exists() else _HEAD
        lines = [text if text.endswith("\n") else f"{text}\n"]
        pages: list[str] = []
        given = refused = 0
        example = ""
        for chunk in chunks:
            fresh, bad = seen.fresh(chunk)
            given += len(chunk.urls)
            refused += len(bad)
            example = example or next(iter(bad), "")[:200]
            word = "" if chunk.kind is Kind.PAGE else "sitemap "
            lines += [f"{word}{url}\n" for url in fresh]
            pages += fresh if chunk.kind is Kind.PAGE else []
            seen.added += len(fresh)
        if seen.added:
            _write(path, lines)
    return Added(
        added=seen.added,
        known=given - refused - seen.added,
        refused=refused,
        example=example,
        urls=tuple(pages),
    )


def forget(folder: Path, target: Target) -> int:
    """Leave out of every list in `folder` what `target` means; return how many."""
    if not folder.is_dir():
        return 0
    with _alone(folder):
        return sum(_without(path, target) for path in folder.glob("*.seeds"))


def _without(path: Path, target: Target) -> int:
    lines = _read(path).splitlines(keepends=True)
    kept = [line for line in lines if not any(map(target.holds, line.split()))]
    if len(kept) < len(lines):
        _write(path, kept)
    return len(lines) - len(kept)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors=AS_BYTES)


def _write(path: Path, lines: list[str]) -> None:
    write_whole(path, "".join(lines).encode("utf-8", AS_BYTES))


class _Seen:
    """Which seeds a list has, by their fingerprints: 8 bytes a seed."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self.added = 0
        self._known: dict[Kind, list[Keys]] = {kind: [] for kind in Kind}
        for chunk in chunks:
            self._known[chunk.kind].append(read_urls(chunk.urls)[0].fps)

    def fresh(self, chunk: Chunk) -> tuple[list[str], list[str]]:
        """Return the new seeds of a chunk, and those that are no addresses."""
        urls, kept = read_urls(chunk.urls)
        first: Flags = np.zeros(len(urls), np.bool_)
        first[np.unique(urls.fps, return_index=True)[1]] = True
        for known in self._known[chunk.kind]:
            first &= ~np.isin(urls.fps, known)
        rows = np.flatnonzero(first)
        self._known[chunk.kind].append(urls.fps[rows])
        bad = np.ones(len(chunk.urls), np.bool_)
        bad[kept] = False
        refused = [chunk.urls[row] for row in np.flatnonzero(bad).tolist()]
        return [urls.text(row) for row in rows.tolist()], refused


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from writing lists in `folder` while the block runs."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
