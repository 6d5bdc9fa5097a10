from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import SampleWebError
from crawler.sampleweb.goods import check_digit, pool
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb, resolve_map, seeds

DIGITS = st.text("0123456789", min_size=12, max_size=12)


def sums_to_a_multiple_of_ten(gtin: str) -> bool:
    odd = sum(map(int, gtin[-1::-2]))
    even = sum(map(int, gtin[-2::-2]))
    return (odd + 3 * even) % 10 == 0


@given(DIGITS)
def test_a_check_digit_makes_the_weighted_sum_a_multiple_of_ten(digits: str) -> None:
    assert sums_to_a_multiple_of_ten(digits + check_digit(digits))


def test_a_known_gtin_has_its_known_check_digit() -> None:
    assert check_digit("400638133393") == "1"


@pytest.mark.parametrize("seed", [1, 2])
def test_every_good_has_a_valid_gtin_of_its_own(seed: int) -> None:
    gtins = [good.gtin for good in pool(seed)]
    assert all(map(sums_to_a_multiple_of_ten, gtins))
    assert len(set(gtins)) == len(gtins) == 1120


def test_most_products_are_sold_by_two_to_four_shops(all_pages) -> None:
    products = [page.truth.product for page in all_pages if page.truth.product]
    shops = Counter(product.gtin for product in products)
    shared = sum(1 for count in shops.values() if 2 <= count <= 4)
    assert 0.6 < shared / len(shops) < 0.9


def test_a_product_in_several_shops_has_several_prices(all_pages) -> None:
    prices: dict[str, set[int]] = {}
    for page in all_pages:
        if page.truth.product and page.truth.product.currency == "EUR":
            product = page.truth.product
            prices.setdefault(product.gtin, set()).add(product.price_minor)
    assert sum(len(found) > 1 for found in prices.values()) > 500


def test_two_hosts_share_an_address_and_all_others_have_their_own(sample_web) -> None:
    counts = Counter(resolve_map(sample_web).values())
    assert sorted(counts.values())[-2:] == [1, 2]
    assert {address.rpartition(".")[0] for address in counts} == {"127.0.1"}


def test_the_seeds_of_the_demo_leave_out_the_troublesome_hosts(sample_web) -> None:
    assert len(seeds(sample_web)) == 13
    assert "http://traps.test:8790/" in seeds(sample_web, ["trouble"])


def test_an_unknown_host_is_refused_by_name() -> None:
    with pytest.raises(SampleWebError, match=r"no host kettle\.test"):
        SampleWeb(WebSettings(only=("kettle.test",)))


def test_a_day_before_the_first_is_refused() -> None:
    with pytest.raises(SampleWebError, match="day is -1"):
        WebSettings(day=-1)
