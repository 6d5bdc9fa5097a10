import re

from extract.markup.joined import Joined

STRINGS = [b"post", b"", b"a\npost", b"side", b"post post"]


def test_strings_that_hold_a_word_are_found_once_each() -> None:
    assert Joined(STRINGS).holding((b"post", b"pos", b"ide")) == [0, 2, 3, 4]


def test_strings_that_match_are_found_once_each() -> None:
    assert Joined(STRINGS).matching(re.compile(rb"p\w+")) == [0, 2, 4]


def test_no_word_lies_across_two_strings() -> None:
    assert Joined([b"po", b"st"]).holding((b"post",)) == []


def test_of_no_strings_none_is_found() -> None:
    assert Joined([]).holding((b"a",)) == []
    assert Joined([]).matching(re.compile(b"a")) == []
