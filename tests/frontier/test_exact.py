import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.errors import BadSnapshot
from frontier.exact import Exact
from frontier.payload import EXACT, pack, to_bytes
from frontier.seen import load_seen

# A few upper halves make long runs of neighbours, also around the table's end.
CROWDED = st.builds(
    lambda upper, lower: upper << 32 | lower,
    st.sampled_from([0, 1, 2**31, 2**32 - 1]),
    st.integers(0, 60),
)


def exact(*fps: int) -> Exact:
    seen = Exact()
    seen.add(np.array(fps, np.uint64))
    return seen


@given(fps=st.lists(CROWDED), others=st.lists(CROWDED))
def test_it_answers_as_a_set(fps: list[int], others: list[int]) -> None:
    known = exact(*fps).has(np.array(others, np.uint64))
    assert known.tolist() == [fp in set(fps) for fp in others]


@given(fps=st.lists(CROWDED, max_size=400))
def test_its_keys_are_what_was_added(fps: list[int]) -> None:
    assert sorted(exact(*fps).keys().tolist()) == sorted(set(fps))


def test_nothing_is_a_false_positive() -> None:
    fps = np.unique(np.random.default_rng(5).integers(0, 2**64, 400_000, np.uint64))
    fps = np.random.default_rng(6).permutation(fps)
    seen = Exact()
    seen.add(fps[:200_000])
    assert len(seen) == 200_000
    assert not seen.has(fps[200_000:]).any()


def test_a_key_takes_at_most_13_4_bytes_on_average_over_all_sizes() -> None:
    seen = Exact()
    sizes = []
    for fps in np.random.default_rng(1).integers(0, 2**64, (1000, 300), np.uint64):
        seen.add(fps)
        sizes.append(seen.nbytes / len(seen))
    assert max(sizes[10:]) < 15.5
    assert np.mean(sizes[10:]) <= 13.4


def test_a_saved_key_takes_eight_bytes() -> None:
    assert len(exact(*range(1000)).save()) - len(exact().save()) == 8000


def test_the_table_lies_in_the_order_of_its_keys() -> None:
    seen = Exact()
    seen.add(np.random.default_rng(2).integers(0, 2**64, 5000, np.uint64))
    slots = seen.keys() >> np.uint64(52)
    assert np.mean(slots[1:] >= slots[:-1]) > 0.99


@pytest.mark.parametrize(
    ("slots", "count", "fps"),
    [
        (64, 2, [7, 7]),
        (64, 3, [7, 8]),
        (63, 2, [7, 8]),
        (2**40, 2, [7, 8]),
        (0, 0, []),
    ],
)
def test_a_table_that_cannot_be_is_refused(
    slots: int, count: int, fps: list[int]
) -> None:
    content = to_bytes(np.array(fps, np.uint64))
    with pytest.raises(BadSnapshot):
        load_seen(pack(EXACT, struct.pack("<QQ", slots, count), content))
