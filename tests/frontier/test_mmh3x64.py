import mmh3
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier.mmh3x64 import hash_rows, hash_slice


# The first call compiles.
@settings(deadline=None)
@given(st.lists(st.binary(max_size=70)))
def test_a_row_has_the_hash_that_the_package_gives(rows: list[bytes]) -> None:
    data = np.frombuffer(bytearray().join(rows), dtype=np.uint8)
    ends = np.cumsum([0, *map(len, rows)])
    found = np.empty(len(rows), dtype=np.uint64)
    hash_rows(data, ends, found)
    assert found.tolist() == [mmh3.hash64(row, signed=False)[0] for row in rows]


@settings(deadline=None)
@given(st.binary(max_size=99), st.binary(max_size=20))
def test_what_lies_behind_a_text_does_not_count(text: bytes, behind: bytes) -> None:
    data = np.frombuffer(bytearray(text + behind), dtype=np.uint8)
    found = hash_slice(data, 0, len(text))
    assert found == mmh3.hash64(text, signed=False)[0]
