import pytest
from hypothesis import given
from hypothesis import strategies as some

from connect.errors import GatewayRefused
from connect.payments.amounts import from_stripe, to_stripe

CURRENCIES = some.sampled_from(["EUR", "JPY", "KRW", "ISK", "MGA", "KWD", "BHD"])


@pytest.mark.parametrize(
    ("minor", "currency", "stripe"),
    [
        (2599, "EUR", 2599),
        (500, "JPY", 500),
        (5, "ISK", 500),
        (500, "MGA", 5),
        (5120, "KWD", 5120),
    ],
)
def test_a_sum_is_written_as_stripe_counts(
    minor: int, currency: str, stripe: int
) -> None:
    assert to_stripe(minor, currency) == stripe
    assert from_stripe(stripe, currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency"), [(5124, "KWD"), (501, "MGA"), (500, "UGX")]
)
def test_a_sum_that_stripe_cannot_take_is_refused(minor: int, currency: str) -> None:
    with pytest.raises(GatewayRefused, match=currency):
        to_stripe(minor, currency)


@given(minor=some.integers(0, 10**9), currency=CURRENCIES)
def test_what_is_told_is_what_comes_back(minor: int, currency: str) -> None:
    try:
        told = to_stripe(minor, currency)
    except GatewayRefused:
        return
    assert from_stripe(told, currency) == minor


def test_a_sum_that_makes_no_whole_krona_counts_less() -> None:
    assert from_stripe(599, "ISK") == 5
