"""Categories in any script have keys, addresses and price rules of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient
from search_goods import SEEN, good

from ledger.open import open_ledger
from ledger.prices import reprice
from ledger.rules import Rule, set_rule
from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment
from storefront.catalogue.priced import costs
from storefront.catalogue.rows import category_key
from storefront.search.naming import category_keys
from storefront.settings import ShopSettings
from storefront.texts import category_slug, slug

NAMES = (
    "Чай",
    "Кофе",
    "茶",
    "咖啡",
    "شاي",
    "Τσάι",
    "Чай A",
    "Сок A",
    "A",
    "---",
    "日本 tea",
)


@pytest.fixture(scope="module")
def items():
    return [
        good(number, title=f"Thing {number}", category_path=("Kitchen", name))
        for number, name in enumerate(NAMES, 1)
    ]


@pytest.fixture(scope="module")
def shop(tmp_path_factory, items):
    home = tmp_path_factory.mktemp("scripts")
    build(home, Assortment(items=tuple(items)))
    with TestClient(create_app(home, ShopSettings(limits=False))) as client:
        client.follow_redirects = False
        yield client


def test_names_in_any_script_have_keys_of_their_own():
    assert len({category_slug(name) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("Kettles", "kettles"), ("Cups and mugs", "cups-and-mugs")),
        *(("Küche", "kuche"), ("Gefäße", "gefae"), ("Đồ chơi", "o-choi")),
        *(("Hawaiʻi", "hawaii"), ("🎁 Gifts", "gifts"), ("½ price", "12-price")),
        *(("Чай", "c-ae5fc5d5ad"), ("Чай A", "a-270973bd89")),
    ],
)
def test_an_address_is_for_ever(name, key):
    assert category_slug(name) == key


def test_one_name_has_one_key_however_it_is_written():
    assert category_slug("ЧАЙ  ЗЕЛЁНЫЙ") == category_slug("чай зеле\u0308ный")


@given(name=st.from_regex(r"[ -~]*[A-Za-z0-9][ -~]*", fullmatch=True))
def test_a_key_of_plain_letters_is_their_slug(name):
    assert category_slug(name) == slug(name)


@given(name=st.text(max_size=99))
def test_any_key_is_a_short_plain_word(name):
    assert 0 < len(category_slug(name)) <= 60
    assert set(category_slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_page_shows_its_own_category_alone(shop, items):
    for item in items:
        page = shop.get(f"/categories/{category_key(item.category_path)}")
        assert page.status_code == 200
        others = [one for one in items if f"/products/{one.sku}/" in page.text]
        assert others == [item]


def test_all_categories_stand_under_their_names(shop, items):
    text = shop.get("/categories").text
    for item in items:
        key = category_keys(item.category_path)[-1]
        assert f'href="/categories/{key}"' in text


def test_a_price_rule_hits_its_category_alone(tmp_path, items):
    with open_ledger(tmp_path) as ledger, ledger.write() as writer:
        reprice(writer, list(costs(items)), SEEN)
        key = category_key(items[0].category_path)
        set_rule(writer, Rule("category", key, markup_bp=5_000), SEEN)
        prices = reprice(writer, list(costs(items)), SEEN).prices
    dearer = [sku for sku, price in prices.items() if price.price_minor == 1_500]
    assert dearer == [items[0].sku]
