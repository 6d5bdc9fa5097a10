import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extract.goods.identifiers import check_digit, from_isbn, gtin, plain

stems = st.text("0123456789", min_size=12, max_size=12).map("3{}".format)


@given(stems)
def test_a_number_with_its_check_digit_is_a_gtin(stem: str) -> None:
    whole = f"0{stem[1:]}"
    number = whole + str(check_digit(whole))
    assume(whole[1] != "2" and whole[1:3] not in {"02", "04"} and int(whole))
    assert gtin(number) == gtin(number[1:]) == number


@given(stems, st.integers(1, 9))
def test_a_wrong_check_digit_is_never_a_gtin(stem: str, shift: int) -> None:
    assert gtin(stem + str((check_digit(stem) + shift) % 10)) is None


def test_all_lengths_become_fourteen_digits() -> None:
    found = [gtin("036000291452"), gtin("0036000291452"), gtin("96385074")]
    assert found == ["00036000291452", "00036000291452", "00000096385074"]


@pytest.mark.parametrize(
    "text",
    ["2012345678900", "0000000000000", "0212345678903", "123", "", "４００６３８１"],
)
def test_what_is_no_global_number_is_none(text: str) -> None:
    assert gtin(text) is None


def test_an_old_book_number_becomes_its_gtin() -> None:
    assert from_isbn("0-8044-2957-X") == gtin("9780804429573") == "09780804429573"


def test_a_wrong_book_number_is_none() -> None:
    assert from_isbn("0-8044-2957-1") is None


def test_what_a_template_prints_for_nothing_is_nothing() -> None:
    assert [plain(text) for text in ("N/A", " ", "x" * 101, " A  1 ")] == [
        None,
        None,
        None,
        "A 1",
    ]
