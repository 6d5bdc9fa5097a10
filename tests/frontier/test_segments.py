"""Segments are mapped, and only so many at a time."""

from pathlib import Path

import numpy as np
import pytest

from frontier import segments
from frontier.frames import Frames
from frontier.segments import Segment


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
