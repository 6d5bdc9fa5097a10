"""Texts that are nearly the same, by digests that are nearly the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.likeness import NEAR, digest, distance

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "politeness.md").read_text()
OTHER = (DOCS / "wire.md").read_text()


def test_the_same_words_have_the_same_digest() -> None:
    spaced = TEXT.upper().replace(" ", "\n  ").replace(",", " ;")
    assert digest(spaced) == digest(TEXT)


def test_a_text_of_which_a_word_in_twenty_changed_is_near() -> None:
    words = TEXT.split()
    words[::20] = ["changed"] * len(words[::20])
    assert 0 < distance(digest(TEXT), digest(" ".join(words))) <= NEAR


def test_a_text_that_lost_a_part_is_near() -> None:
    assert 0 < distance(digest(TEXT), digest(TEXT[len(TEXT) // 20 :])) <= NEAR


def test_another_text_is_far() -> None:
    assert distance(digest(TEXT), digest(OTHER)) > NEAR


def test_the_order_of_words_counts() -> None:
    assert digest("the oak chair stands") != digest("stands chair oak the")


def test_scripts_without_spaces_are_compared_by_their_letters() -> None:
    text = "".join(chr(0x4E00 + place * 37 % 5000) for place in range(600))
    edited = "".join(text[at : at + 29] + "新" for at in range(0, 600, 30))
    assert 0 < distance(digest(text), digest(edited)) <= NEAR
    assert distance(digest(text), digest(text[::-1])) > NEAR


@pytest.mark.parametrize("text", ["", " ", "... , !", "\n"])
def test_a_text_without_words_has_the_digest_zero(text: str) -> None:
    assert digest(text) == 0


def test_a_single_word_has_a_digest() -> None:
    assert len({digest(word) for word in ("", "oak", "oaks", "ash")}) == 4


def test_a_word_hashes_alike_wherever_it_stands() -> None:
    assert digest("x " * 5000 + "x") == digest("x x")


@given(st.text(max_size=300))
def test_any_text_has_a_digest_of_64_bits(text: str) -> None:
    assert 0 <= digest(text) < 2**64
    assert digest(text) == digest(f" {text}\n")


def test_what_is_beyond_any_page_is_not_read() -> None:
    assert digest("oak chair " * 10_000 + "ash") == digest("oak chair " * 10_000)
