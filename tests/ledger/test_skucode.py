import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.skucode import DIGITS, read_sku, sku_of

numbers = st.integers(1, 2**30 - 1)
places = st.integers(3, 9)


@given(numbers)
def test_a_sku_reads_back_however_it_is_typed(number):
    sku = sku_of(number)
    assert len(sku) == 10
    assert read_sku(sku) == sku
    assert read_sku(f" {sku.lower()} ") == sku
    assert read_sku(sku[3:].replace("0", "o").replace("1", "l")) == sku


@given(numbers, places, st.sampled_from(DIGITS))
def test_one_wrong_digit_is_found(number, place, digit):
    sku = sku_of(number)
    typed = sku[:place] + digit + sku[place + 1 :]
    assert (read_sku(typed) is None) == (typed != sku)


@given(numbers, numbers)
def test_two_numbers_never_meet(one, other):
    assert (sku_of(one) == sku_of(other)) == (one == other)


def test_the_first_hundred_thousand_differ():
    assert len({sku_of(number) for number in range(1, 100_001)}) == 100_000


@pytest.mark.parametrize("text", ["", "HV-", "HV-1234567", "HV-UUUUUUU", "HV-00000000"])
def test_what_is_no_sku_is_not_read(text):
    assert read_sku(text) is None


@pytest.mark.parametrize("number", [0, -1, 2**30])
def test_a_number_beyond_the_last_sku_is_refused(number):
    with pytest.raises(ValueError, match="is not within"):
        sku_of(number)


def test_the_code_never_changes():
    assert [sku_of(number) for number in (1, 2, 3)] == [
        "HV-PCGNSF0",
        "HV-XNKTYDR",
        "HV-V5P9N2T",
    ]
