from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.money.amount import amount, plain


@pytest.mark.parametrize(
    ("number", "decimals", "exact"),
    [
        ("1234", 2, "1234"),
        ("1.234", 2, "1234"),
        ("1.234", 3, "1.234"),
        ("0.123", 2, "0.123"),
        ("1,234.5", 2, "1234.5"),
        ("1.234.567", 2, "1234567"),
        (".75", 2, "0.75"),
    ],
)
def test_a_mark_stands_before_thousands_or_decimals(
    number: str, decimals: int, exact: str
) -> None:
    assert amount(number, decimals) == Decimal(exact)


def test_a_point_that_machines_write_stands_before_decimals() -> None:
    assert amount("34.000", 2) == 34000
    assert amount("34.000", 2, is_stated=True) == 34
    assert amount("34.000", 0, is_stated=True) == 34000


@given(st.integers(0, 10**12), st.sampled_from("٠०๐０"))
def test_digits_of_all_scripts_are_plain_ones(number: int, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert plain(written) == str(number)


def test_marks_of_all_scripts_are_plain_ones() -> None:
    assert plain("1٬234٫5’6´\u202f7") == "1,234.5'6' 7"
