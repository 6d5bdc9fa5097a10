import struct
from pathlib import Path

import numpy as np
import pytest

from frontier.blocks import WORDS, blocks_for
from frontier.bloom import Bloom
from frontier.errors import BadSnapshot
from frontier.kernel import Keys
from frontier.payload import BLOOM, pack
from frontier.seen import load_seen

GOLDEN = Path(__file__).parent / "golden" / "bloom.seen"
ALL = 2**64 - 1
ERRORS = [2.0**-7, 1e-3, 1e-4, 3e-5]


def fps(count: int, seed: int) -> Keys:
    return np.random.default_rng(seed).integers(0, 2**64, count, np.uint64)


def filled(seen: Bloom, count: int) -> Bloom:
    for batch in np.array_split(fps(count, 1), 20):
        seen.add(batch)
    return seen


def mixed(x: int) -> int:
    """The last step of splitmix64, in whole numbers."""
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & ALL
    x = (x ^ x >> 27) * 0x94D049BB133111EB & ALL
    return x ^ x >> 31


def golden() -> Bloom:
    """Ten links; the numbers come from no generator that may change."""
    seen = Bloom.growing(16, 1e-6)
    seen.add(np.arange(1, 501, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return seen


def test_a_filter_has_the_same_bytes_on_every_platform() -> None:
    assert golden().save() == GOLDEN.read_bytes()


def test_bits_are_where_the_description_says() -> None:
    seen = Bloom.sized(1000, 1e-5)
    fp, step = int(fps(1, 7)[0]), 0x9E3779B97F4A7C15
    seen.add(fps(1, 7))
    words = np.frombuffer(seen.save()[-seen.nbytes :], "<u8").reshape(-1, WORDS)
    block = (mixed(fp) >> 32) * len(words) >> 32
    picks = [mixed(fp + step & ALL), mixed(fp + 2 * step & ALL)]
    expected = [1 << (pick >> 6 * word & 63) for pick in picks for word in range(8)]
    assert words[block].tolist() == expected
    assert np.count_nonzero(words) == WORDS


def test_a_filter_written_before_is_read() -> None:
    seen = load_seen(GOLDEN.read_bytes())
    assert len(seen) == 500
    seen.add(np.arange(1, 501, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    assert seen.save() == GOLDEN.read_bytes()


@pytest.mark.parametrize("error", ERRORS)
def test_a_link_errs_as_often_as_promised(error: float) -> None:
    # A link's share is half the error of a set made for a known number.
    seen = filled(Bloom.sized(100_000, 2 * error), 100_000)
    assert 0.7 * error < seen.has(fps(2_000_000, 2)).mean() < 1.3 * error


@pytest.mark.parametrize("error", ERRORS)
def test_a_chain_errs_at_most_as_often_as_promised(error: float) -> None:
    seen = filled(Bloom.growing(1000, error), 200_000)
    assert seen.has(fps(2_000_000, 2)).mean() < error


def test_neighbours_of_keys_are_not_taken_for_them() -> None:
    seen = filled(Bloom.sized(100_000, 1e-3), 100_000)
    near = fps(100_000, 1) ^ np.uint64(1)
    assert seen.has(near).mean() < 1e-3


def test_numbers_in_a_row_err_as_rarely_as_any() -> None:
    seen = Bloom.sized(100_000, 1e-3)
    row = np.arange(1_100_000, dtype=np.uint64)
    seen.add(row[:100_000])
    assert seen.has(row[100_000:]).mean() < 1e-3


def test_a_sized_set_takes_at_most_4_6_bytes_a_key() -> None:
    assert Bloom.sized(1_000_000, 1e-5).nbytes <= 4.6 * 1_000_000


def test_a_chain_takes_at_most_8_bytes_a_key_at_every_fill() -> None:
    seen = Bloom.growing(1_000_000, 1e-5)
    for batch in fps(500_000, 1).reshape(500, 1000):
        seen.add(batch)
        assert seen.nbytes <= 8 * len(seen)


def test_a_chain_of_20_million_takes_at_most_8_bytes_a_key() -> None:
    capacity, blocks, error = 1024, 0, 1e-5 / 16
    while capacity < 20_000_000:
        blocks += blocks_for(capacity // 2, error)
        capacity += capacity // 2
        error *= 15 / 16
    assert blocks * 8 * WORDS <= 8 * capacity / 1.5


def test_a_smaller_error_never_takes_fewer_blocks() -> None:
    errors = np.geomspace(1e-16, 0.5, 2000)
    sizes = [blocks_for(10_000, float(error)) for error in errors]
    assert sizes == sorted(sizes, reverse=True)


LINKS = struct.pack("<QQ", 10, 1)


@pytest.mark.parametrize(
    ("fields", "blocks"),
    [
        (struct.pack("<ddQ", 1e-5, 0.5, 11) + LINKS, 1),
        (struct.pack("<ddQ", 2.0, 0.5, 1) + LINKS, 1),
        (struct.pack("<ddQ", float("nan"), 0.5, 1) + LINKS, 1),
        (struct.pack("<ddQ", 1e-5, 1.0, 1) + LINKS, 1),
        (struct.pack("<ddQ", 1e-5, 0.5, 1) + LINKS, 2),
        (struct.pack("<ddQ", 1e-5, 0.5, 1) + LINKS[:-1], 1),
        (struct.pack("<ddQ", 1e-5, 0.5, 1), 0),
        (struct.pack("<ddQQQ", 1e-5, 0.5, 0, 0, 1), 1),
        (struct.pack("<ddQQQ", 1e-5, 0.5, 0, 2**63, 1), 1),
        (struct.pack("<ddQQQQQ", 1e-5, 0.5, 0, 9, 0, 9, 1), 1),
    ],
)
def test_a_chain_that_cannot_be_is_refused(fields: bytes, blocks: int) -> None:
    with pytest.raises(BadSnapshot):
        load_seen(pack(BLOOM, fields, np.zeros(8 * WORDS * blocks, np.uint8)))
