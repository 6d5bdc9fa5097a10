import struct
from io import BytesIO

import numpy as np
import pytest
from pybloom_live import ScalableBloomFilter

from frontier.errors import BadSnapshot
from frontier.payload import PYBLOOM, pack, unpack
from frontier.pybloom import PyBloom
from frontier.seen import load_seen

FPS = np.random.default_rng(3).integers(0, 2**64, 20_000, np.uint64)


def filled(count: int, error: float) -> PyBloom:
    seen = PyBloom.growing(100, error)
    seen.add(FPS[:count])
    return seen


def test_it_errs_at_most_as_often_as_promised() -> None:
    assert filled(3000, 0.02).has(FPS[3000:]).mean() < 0.02


def test_pybloom_live_reads_what_was_saved() -> None:
    content = unpack(filled(500, 1e-3).save()).content
    read = ScalableBloomFilter.fromfile(BytesIO(content))
    assert all(fp in read for fp in FPS[:500].tolist())


# A chain of two filters: 32 bytes about it, 16 about their sizes, 40 about the first.
@pytest.mark.parametrize(
    ("at", "layout", "value"),
    [
        (0, "<i", 3),
        (4, "<d", float("nan")),
        (12, "<Q", 0),
        (20, "<d", 0.0),
        (28, "<l", -1),
        (28, "<l", 1),
        (28, "<l", 2**31 - 1),
        (32, "<Q", 2**63),
        (48, "<d", -1.0),
        (56, "<Q", 0),
        (56, "<Q", 1),
        (64, "<Q", 2**60),
        (80, "<Q", 101),
    ],
)
def test_a_chain_that_cannot_be_is_refused(at: int, layout: str, value: float) -> None:
    content = np.array(unpack(filled(300, 1e-3).save()).content)
    load_seen(pack(PYBLOOM, b"", content))
    struct.pack_into(layout, content, at, value)
    with pytest.raises(BadSnapshot, match="chain"):
        load_seen(pack(PYBLOOM, b"", content))


def test_a_chain_longer_than_its_filters_is_refused() -> None:
    content = np.append(np.array(unpack(filled(300, 1e-3).save()).content), np.uint8(0))
    with pytest.raises(BadSnapshot, match="chain"):
        load_seen(pack(PYBLOOM, b"", content))
