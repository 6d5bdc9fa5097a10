"""Links that pay a partner, and the network that does."""

import pytest

from extract.linking.networkhosts import EVERYWHERE, PARTLY, WHOLE
from extract.linking.networks import network, network_of_host
from frontier.urls import canonical

REDIRECTS = [
    ("https://www.awin1.com/cread.php?awinmid=1&ued=https%3A%2F%2Fshop.test%2Fx", "awin"),
    ("https://click.linksynergy.com/deeplink?id=a&murl=https%3A%2F%2Fshop.test%2F", "rakuten"),
    ("https://www.shareasale.com/r.cfm?b=1&u=2&m=3&urllink=shop.test%2Fp", "shareasale"),
    ("https://prf.hn/click/camref:1a/destination:https%3A%2F%2Fshop.test%2F", "partnerize"),
    ("https://clk.tradedoubler.com/click?p(1)a(2)g(3)url(https://shop.test/)", "tradedoubler"),
    ("https://www.kqzyfj.com/click-1-2?url=https%3A%2F%2Fshop.test%2Fx", "cj"),
    ("https://www.dpbolvw.net/links/1/type/dlg/https://shop.test/x", "cj"),
    ("https://shop.i123456.net/c/1/2/3?u=https%3A%2F%2Fshop.test%2F", "impact"),
    (
        "https://go.skimresources.com/?url=https%3A%2F%2Fawin1.com%2Fcread.php%3Fued%3Dhttps%253A%252F%252Fshop.test%252F",
        "skimlinks",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("url", "name"), REDIRECTS)
def test_a_redirect_names_its_network(url: str, name: str) -> None:
    address = canonical(url.replace("urllink=shop", "urllink=www.shop"))
    assert network(address) == name


@pytest.mark.parametrize(
    ("paid", "plain", "name"),
    [
        ("https://www.amazon.co.jp/dp/1?tag=me-22", "https://www.amazon.co.jp/dp/1", "amazon"),
        ("https://www.ebay.fr/itm/1?mkrid=711-1", "https://www.ebay.fr/itm/1", "ebay"),
        ("https://www.booking.com/a.html?aid=7", "https://www.booking.com/a.html", "booking"),
        ("https://apps.apple.com/app/id1?at=11lABC", "https://apps.apple.com/app/id1", "apple"),
        ("https://themeforest.net/item/1?ref=me", "https://themeforest.net/item/1", "envato"),
        ("https://bookshop.org/a/12/9", "https://bookshop.org/about", "bookshop"),
    ],
)  # fmt: skip
def test_a_shop_pays_only_for_links_with_a_partner(
    paid: str, plain: str, name: str
) -> None:
    assert (network(paid), network(plain)) == (name, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.shareasale.com/shareasale.cfm?merchantID=3",
        "https://www.digistore24.com/signup",
        "https://amazon.login.evil.test/dp/1?tag=me-21",
        "https://www.jvzoo.com/about",
        "https://notprf.hn/click/x",
        "https://i12.net/",
    ],
)
def test_other_pages_pay_nobody(url: str) -> None:
    assert network(url) is None


@pytest.mark.parametrize("host", sorted({*WHOLE, *PARTLY}))
def test_a_host_without_a_rule_never_depends_on_the_address(host: str) -> None:
    assert network_of_host(host) == WHOLE.get(host, "")
    assert network_of_host(f"x.{host}:8080") == WHOLE.get(host, "")


def test_at_least_thirty_networks_are_known() -> None:
    rules = [*PARTLY.values(), *EVERYWHERE.values()]
    assert len({*WHOLE.values(), *(name for name, _ in rules)}) >= 70
