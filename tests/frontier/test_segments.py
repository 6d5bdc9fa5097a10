"""Segments are mapped, and only so many at a time."""

import re
from pathlib import Path

import numpy as np
import pytest

from frontier import segments
from frontier.frames import Frames
from frontier.segments import Segment, give_pages_back


def segment(folder: Path, number: int) -> Segment:
    file = Frames.open(folder / f"{number:08}.log")
    file.append(1, bytes([number]) * 100, 1)
    file.close()
    return Segment(file.path, file.size)


def test_only_so_many_segments_are_mapped_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "MOST_MAPPED", 3)
    monkeypatch.setattr(segments, "_mapped", {})
    for one in [segment(tmp_path, number) for number in range(1, 9)]:
        one.data()
    assert len(segments._mapped) == 3


def test_what_is_being_read_stays_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = segment(tmp_path, 1)
    data = first.data()
    first.unmap()
    assert np.count_nonzero(data == 1) >= 100


def test_what_was_read_is_given_back_when_it_is_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "_MUCH", 100)
    first = segment(tmp_path, 1)
    assert np.count_nonzero(first.data() == 1) >= 100
    assert held(first.path) > 0
    give_pages_back()
    assert held(first.path) == 0
    assert np.count_nonzero(first.data() == 1) >= 100


def held(path: Path) -> int:
    """Return how many KB of a mapped file count as this process's memory."""
    told = Path("/proc/self/smaps").read_text().partition(f"{path}\n")[2]
    return int(re.search(r"Rss: +(\d+) kB", told)[1])
