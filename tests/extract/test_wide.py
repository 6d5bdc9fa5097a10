import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.markup.wide import find, is_utf8

# The bytes at which UTF-8's rules change.
EDGES = bytes.fromhex("00417f8081 8f909f a0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff")


def data(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text, np.uint8)


@given(st.binary(max_size=40).map(lambda text: text.replace(b"\0", b"")), st.data())
def test_a_byte_is_found_where_it_stands_next(
    text: bytes, drawn: st.DataObject
) -> None:
    byte = drawn.draw(st.sampled_from([*text, 60]))
    at = drawn.draw(st.integers(0, len(text)))
    stands = text.find(byte, at)
    expected = len(text) if stands < 0 else stands
    assert find(data(text + bytes(8)), at, byte) == expected


@given(
    st.one_of(
        st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(st.sampled_from(EDGES), max_size=20).map(bytes),
        st.binary(max_size=20),
    ),
    st.integers(0, 9),
)
def test_utf8_is_what_python_decodes(text: bytes, before: int) -> None:
    text = b"a" * before + text
    try:
        text.decode()
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert is_utf8(data(text)) == valid
