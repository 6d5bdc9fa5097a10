from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.counts import Counts
from frontier.errors import BadCounts
from frontier.kernel import Keys

# Few values, so that keys repeat; 0 marks a free slot and has to work as a key too.
KEYS = st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1))
BATCHES = st.lists(st.lists(KEYS, max_size=30), max_size=5)


def keys_of(values: list[int]) -> Keys:
    return np.array([value or 1 for value in values], np.uint64)


def counted(batches: list[list[int]]) -> Counts:
    counts = Counts()
    for batch in batches:
        counts.add(keys_of(batch))
    return counts


@given(batches=BATCHES)
def test_every_key_is_counted_as_often_as_it_came(batches: list[list[int]]) -> None:
    expected = Counter(value or 1 for batch in batches for value in batch)
    counts = counted(batches)
    assert counts.of(keys_of(list(expected))).tolist() == list(expected.values())
    assert len(counts) == len(expected)


def test_a_key_that_stands_twice_finds_its_first_count() -> None:
    assert Counts().add(keys_of([7, 8, 7])).tolist() == [0, 0, 1]


def test_the_table_grows_past_its_first_size() -> None:
    keys = np.arange(50_000, dtype=np.uint64)
    counts = Counts()
    for part in np.array_split(keys, 20):
        counts.add(part)
    assert counts.of(keys[2:]).tolist() == [1] * 49_998
    assert counts.of(keys + np.uint64(50_000)).sum() == 0


def test_the_key_nought_is_a_key_like_others() -> None:
    nought = np.zeros(1, np.uint64)
    counts = Counts()
    counts.add(nought)
    assert counts.of(nought).tolist() == [1]


@given(batches=BATCHES)
def test_what_is_saved_is_loaded(batches: list[list[int]]) -> None:
    counts = counted(batches)
    again = Counts.load(counts.save())
    assert again.save() == counts.save()
    assert len(again) == len(counts)


def test_equal_counts_give_equal_bytes_in_whatever_order_they_came() -> None:
    assert counted([[5, 9, 5, 3]]).save() == counted([[3, 5], [9], [5]]).save()


@pytest.mark.parametrize("cut", [0, 5, 12, -1])
def test_saved_counts_that_are_cut_off_are_refused(cut: int) -> None:
    whole = counted([[1, 2, 3]]).save()
    with pytest.raises(BadCounts, match="anew"):
        Counts.load(whole[:cut])


def test_a_count_stops_at_the_most_it_can_hold() -> None:
    one, most = keys_of([4]), np.array([2**32 - 1], np.uint32)
    counts = Counts()
    counts.add(one, most)
    counts.add(one)
    assert counts.of(one).tolist() == [2**32 - 1]


def test_what_is_forgotten_was_never_counted() -> None:
    counts = counted([[1, 2, 3]])
    counts.clear()
    assert (len(counts), counts.of(keys_of([1])).tolist()) == (0, [0])
