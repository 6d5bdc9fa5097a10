from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.statements.literal import read, unescaped


def _read(text: str) -> Any:
    found: list[dict[str, Any]] = []
    read(text, 0, found.append)
    return found[-1] if found else None


def test_what_scripts_write_and_json_forbids_is_read() -> None:
    text = "{a: 'b', /* x */ \"c\": [1, 2,], // y\n d: {e: -3.50}, f: undefined,}"
    assert _read(text)["a"] == "b"
    assert _read(text)["c"] == [1, 2]
    assert _read("{d: {e: -3.50}, a: 'b'}")["d"] == {"e": Decimal("-3.50")}


def test_expressions_are_no_values_and_cost_no_neighbours() -> None:
    text = "{a: f(1, [2]).b, c: x + 'y', d: 'it\\'s'}"
    assert _read(text) == {"a": None, "c": None, "d": "it's"}


def test_the_end_of_a_literal_is_told() -> None:
    text = "{a: 1}; rest"
    assert text[read(text, 0, lambda _: None) :] == "; rest"


def test_escapes_are_read_and_half_letters_dropped() -> None:
    assert unescaped(r"\u0041\x42\n\'\ud800") == "AB\n'"


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "{a:" * 20_000,
        "[1," * 20_000,
        "{a: ((" + "(" * 50_000,
        "{'" * 9_999,
        '{"a\\' * 9_999,
    ],
    ids=["braces", "keys", "lists", "calls", "quotes", "escapes"],
)
def test_a_hostile_literal_says_nothing(text: str) -> None:
    assert read(text, 0, lambda _: None) == 0


@given(st.text(alphabet="{}[]():,'\"`\\/*ab1 \n"))
def test_any_script_is_read_or_left(text: str) -> None:
    assert read(text, 0, lambda _: None) >= 0
