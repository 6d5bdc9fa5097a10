from hypothesis import given
from hypothesis import strategies as st

from lake.keys import content_digest, input_key, key_of, listing_key

ANY_TEXT = st.text(st.characters(codec=None))
PARTS = st.lists(ANY_TEXT, max_size=4)


@given(PARTS, PARTS)
def test_two_lists_of_parts_share_a_key_only_when_equal(one, other):
    assert (key_of(*one) == key_of(*other)) == (one == other)


@given(PARTS)
def test_a_key_is_24_hexadecimal_digits(parts):
    assert len(key_of(*parts)) == 24
    assert int(key_of(*parts), 16) >= 0


def test_digests_and_keys_stay_what_they_are():
    assert content_digest(b"") == "cae66941d9efbd404e4d88758ea67670"
    assert key_of("a", "b") == "37a6c24dff3292b242236318"
    assert input_key("a", "b") == key_of("a", "b")
    assert listing_key("a") != input_key("a", "")
