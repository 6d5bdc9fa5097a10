"""What of the lake a published item shows."""

from datetime import timedelta

import pytest
from lake_goods import MAKING, NOW, put, seen, wrote
from litestar.testing import TestClient

from storefront.app import create_app
from storefront.catalogue.reader import Catalogue
from storefront.catalogue.rows import packed
from storefront.settings import ShopSettings


@pytest.mark.parametrize("right", ["noarchive", "tdm_reserved"])
def test_a_page_that_reserves_its_text_is_not_shown(run, lake, right):
    put(lake, **seen("c", 500, rights={right: True}))
    assert run().published == 2


@pytest.mark.parametrize(("status", "shown"), [(500, 3), (403, 3), (404, 2), (410, 2)])
def test_a_page_that_fails_is_shown_until_it_is_gone(run, lake, status, shown):
    put(lake, **seen("c", 500))
    pages = seen("c", 600, NOW + timedelta(hours=1), status=status)["pages"]
    put(lake, pages=pages)
    assert run().published == shown


def test_an_error_page_does_not_take_back_what_a_page_reserves(run, lake):
    put(lake, **seen("c", 500, rights={"noarchive": True}))
    pages = seen("c", 600, NOW + timedelta(hours=1), status=500)["pages"]
    put(lake, pages=pages)
    assert run().published == 2


ODD = (
    ("products", {"images": [None, "http://b.test/i"]}),
    ("products", {"category_path": ["Kitchen", None]}),
    ("offers", {"rating": float("nan"), "reviews": 3}),
    ("offers", {"rating": float("inf"), "reviews": 3}),
)


def test_odd_values_leave_their_products_in_the_shop(run, lake):
    for key, (table, facts) in zip("cdef", ODD, strict=True):
        rows = seen(key, 3000)
        rows[table][0] |= facts
        put(lake, **rows)
    assert run().published == 6


def test_a_row_that_cannot_be_read_is_left_out_alone(run, lake):
    made = {"input_key": "s"} | MAKING
    scores = [
        {"entity_key": key, "kind": "group", "score": score} | made
        for key, score in (("a", 50.0), ("b", float("nan")))
    ]
    put(lake, scores=scores, made=[made | {"rows": 2, "made_at": NOW}])
    assert run().published == 2
    assert first_item(lake).score == 50.0


def first_item(lake):
    shelf = Catalogue(lake.home).shelf()
    return next(i for i in map(shelf.item, skus_of(shelf)) if i.title == "Kettle a")


def skus_of(shelf):
    return [sku for sku, *_ in shelf.skus()]


def test_opinions_come_once_unnamed_and_from_pages_that_allow_it(run, lake):
    put(lake, **seen("c", 1100, group="a", rights={"tdm_reserved": True}))
    put(lake, **wrote("a", text="It boils.", rating=5.0))
    put(lake, **wrote("a", text="It boils.", author_hash="beef"))
    put(lake, **wrote("a", text="Kept apart.", url="http://c.test/p"))
    run()
    item = first_item(lake)
    assert [one.text for one in item.opinions] == ["It boils."]
    assert (item.judged.undecided, item.opinions[0].host) == (1, "a.test")
    assert b"f00d" not in packed(item)
    assert b"beef" not in packed(item)


def test_ten_opinions_are_shown_and_all_are_counted(run, lake):
    for number in range(12):
        put(lake, **wrote("a", text=f"It boils {number}.", rating=5.0))
    run()
    item = first_item(lake)
    assert (len(item.opinions), item.judged.undecided) == (10, 12)


def test_a_programme_is_listed_with_its_newest_score(run, lake):
    made = {"input_key": "p"} | MAKING
    terms = {"programme_key": "p", "merchant": "Halden", "signup_url": "javascript:1"}
    put(
        lake,
        programmes=[terms | {"source_url": "http://a.test/p"} | made],
        scores=[{"entity_key": "p", "kind": "programme", "score": 61.0} | made],
        made=[made | {"rows": 1, "made_at": NOW}],
    )
    run()
    (programme,) = Catalogue(lake.home).shelf().programmes()
    assert (programme.merchant, programme.score) == ("Halden", 61.0)
    assert programme.signup_url is None


def test_what_a_sale_would_leave_is_in_no_page_and_no_answer(run, lake):
    names = (("margin", 0.9, "It leaves 4.20 EUR."), ("risk", 0.2, "Sources: 2."))
    reasons = [
        {"name": name, "value": value, "points": 3.0, "text": text}
        for name, value, text in names
    ]
    score = {"entity_key": "a", "score": 61.0, "reasons": reasons, "input_key": "s"}
    put(
        lake,
        scores=[score | MAKING],
        made=[{"input_key": "s", "rows": 1, "made_at": NOW} | MAKING],
    )
    run()
    shelf = Catalogue(lake.home).shelf()
    items = [shelf.item(sku) for sku, *_ in shelf.skus()]
    (item,) = [one for one in items if one.score is not None]
    assert (item.reasons, item.why) == (("Sources: 2.",), ("risk-",))
    with TestClient(create_app(lake.home, ShopSettings(limits=False))) as shop:
        pages = (f"/products/{item.sku}", f"/api/v1/products/{item.sku}")
        texts = [shop.get(page).text for page in pages]
    assert "read lately, with little doubt" in texts[0]
    assert "Sources: 2." in texts[1]
    assert not any("leaves" in text or "margin" in text for text in texts)
