import gc
import threading
import weakref

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from storefront.catalogue.build import build
from storefront.catalogue.question import Question
from storefront.catalogue.reader import Catalogue
from storefront.catalogue.shelf import EMPTY, Shelf


@pytest.fixture(scope="module")
def shelf(stocked_home):
    return Catalogue(stocked_home).shelf()


@pytest.fixture
def ticks():
    """A clock by which every look comes two seconds after the one before."""
    numbers = iter(range(0, 10**9, 2))
    return lambda: float(next(numbers))


def test_a_page_holds_24_items_and_the_total(shelf):
    found = shelf.find(Question())
    assert (len(found.cards), found.total, found.pages) == (24, 200, 9)


def test_all_pages_together_hold_every_item_once(shelf):
    pages = [shelf.find(Question(page=page)).cards for page in range(1, 10)]
    assert len({card.sku for page in pages for card in page}) == 200


def test_the_cheapest_come_first_and_the_unpriced_last(shelf):
    pages = [shelf.find(Question(sort="cheap", page=page)).cards for page in (1, 9)]
    prices = [card.price_minor for card in pages[0]]
    assert prices == sorted(prices)
    assert pages[1][-1].price_minor is None or pages[1][-1].currency == "USD"


def test_a_category_holds_the_levels_below_it(shelf):
    found = shelf.find(Question(category="kitchen"))
    assert found.total == shelf.trail("kitchen")[0].items
    assert all(card.category.startswith("kitchen/") for card in found.cards)


def test_a_word_is_found_by_its_beginning(shelf):
    titles = [card.title.lower() for card in shelf.find(Question(text="kett")).cards]
    assert "kettle" in titles[0]


def test_words_in_a_title_come_before_words_in_a_text(shelf):
    assert "Walnut" in shelf.find(Question(text="walnut")).cards[0].title


def test_a_price_range_keeps_both_of_its_ends(shelf):
    found = shelf.find(Question(low_minor=5_000, high_minor=6_000))
    assert found.total
    assert all(5_000 <= card.price_minor <= 6_000 for card in found.cards)


@given(text=st.text(max_size=60))
def test_no_text_breaks_the_search(shelf, text):
    assert shelf.find(Question(text=text)).total >= 0


@pytest.mark.parametrize(
    "text", ['"', "*", "NEAR(", "a\0b", "title:x", "-- ;", "^a OR b"]
)
def test_search_syntax_is_looked_for_as_words(shelf, text):
    assert shelf.find(Question(text=text)).total >= 0


def test_an_item_comes_back_as_it_went_in(shelf, assortment):
    assert shelf.item("hm-000005") == assortment.items[4]
    assert shelf.item("hm-999999") is None


def test_related_items_are_others_of_the_category(shelf, assortment):
    item = assortment.items[0]
    related = shelf.related(item, "kitchen/kettles")
    assert len(related) == 4
    assert item.sku not in {card.sku for card in related}
    assert {card.category for card in related} == {"kitchen/kettles"}


def test_the_widest_gap_comes_first(shelf):
    gaps = [card.gap for card in shelf.gaps(10)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 0


def test_a_home_without_a_catalogue_has_an_empty_shelf(tmp_path):
    shelf = Catalogue(tmp_path).shelf()
    assert shelf.id == EMPTY
    assert shelf.find(Question(text="kettle", category="x")).total == 0


def test_the_first_snapshot_is_noticed(home, assortment, ticks):
    catalogue = Catalogue(home, clock=ticks)
    catalogue.shelf()
    built = build(home, assortment)
    assert catalogue.shelf().id == built.id


def test_the_pointer_is_looked_at_once_a_second(home, assortment):
    times = iter([0.0, 0.0, 0.5, 1.0])
    catalogue = Catalogue(home, clock=lambda: next(times))
    catalogue.shelf()
    built = build(home, assortment)
    assert [catalogue.shelf().id, catalogue.shelf().id] == [EMPTY, built.id]


@pytest.mark.parametrize("damage", ["{", '{"snapshot": "x"}', ""])
def test_a_broken_snapshot_leaves_the_old_one_in_place(
    home, assortment, snapshot, ticks, damage
):
    catalogue = Catalogue(home, clock=ticks)
    catalogue.shelf()
    (home / "catalogue" / "broken").mkdir()
    (home / "catalogue" / "broken" / "manifest.json").write_text(damage)
    (home / "catalogue" / "current").write_text("broken")
    assert catalogue.shelf().id == snapshot.id


@pytest.mark.parametrize(
    "lost", ["manifest.json", "catalogue.sqlite", "search/names.json", "search"]
)
def test_a_snapshot_that_could_not_be_read_for_a_while_is_tried_again(
    home, assortment, snapshot, ticks, lost
):
    catalogue = Catalogue(home, clock=ticks)
    catalogue.shelf()
    fewer = msgspec.structs.replace(assortment, items=assortment.items[:5])
    later = build(home, fewer)
    (later.folder / lost).rename(home / "away")
    with capture_logs() as said:
        assert [catalogue.shelf().id for _ in range(3)] == [snapshot.id] * 3
    assert [line["event"] for line in said] == ["snapshot_refused"]
    (home / "away").rename(later.folder / lost)
    assert catalogue.shelf().id == later.id


@pytest.mark.parametrize("pointer", [b"\xff", b"\0", b"x" * 5_000])
def test_a_pointer_that_is_no_name_leaves_the_old_snapshot(
    home, snapshot, ticks, pointer
):
    catalogue = Catalogue(home, clock=ticks)
    catalogue.shelf()
    (home / "catalogue" / "current").write_bytes(pointer)
    assert catalogue.shelf().id == snapshot.id


def test_reading_goes_on_through_twenty_swaps(home, assortment, snapshot, ticks):
    catalogue = Catalogue(home, clock=ticks)
    done = threading.Event()
    seen: set[str] = set()
    failed: list[Exception] = []
    reader = threading.Thread(target=_read, args=(catalogue, done, seen, failed))
    reader.start()
    versions = [assortment.items[:size] for size in range(30, 50)]
    for items in versions:
        build(home, msgspec.structs.replace(assortment, items=items))
    done.set()
    reader.join()
    assert not failed
    assert len(seen) > 1


def _read(catalogue, done, seen, failed):
    while not done.is_set():
        try:
            shelf = catalogue.shelf()
            seen.add(shelf.id)
            assert shelf.find(Question()).total == shelf.totals.items
        except Exception as error:  # noqa: BLE001 - whatever fails, fails the test
            failed.append(error)
            return


def test_a_shelf_no_page_holds_lets_its_connections_go(stocked_home):
    folder = Catalogue(stocked_home).shelf().folder
    shelf = Shelf(folder)
    connection = shelf._connection()
    del shelf
    with pytest.raises(Exception, match="closed"):
        connection.execute("SELECT 1")


def test_cards_come_in_the_order_asked_without_the_unknown(shelf):
    asked = ["hm-000009", "no", "hm-000002", "hm-000009"]
    found = [card.sku for card in shelf.cards(asked)]
    assert found == ["hm-000009", "hm-000002", "hm-000009"]


def test_an_offer_is_found_by_its_key(shelf, assortment):
    item = assortment.items[0]
    wanted = item.offers[-1]
    assert shelf.offer(wanted.offer_key) == (item.sku, wanted)
    assert shelf.offer("") is None


def test_the_widest_fall_of_our_own_price_comes_first(shelf, assortment):
    fallen = [card.sku for card in shelf.drops(200)]
    priced = [item for item in assortment.items if item.price_minor]
    assert set(fallen) == {item.sku for item in priced if item.was_minor}


def test_the_newest_got_their_sku_last_and_the_best_of_them_come_first(
    shelf, assortment
):
    dated = [item for item in assortment.items if item.added_at]
    wanted = sorted(dated, key=lambda one: (one.added_at, one.score or -1))[:-13:-1]
    found = shelf.newest(12)
    assert [(card.added_at, card.score) for card in found] == [
        (item.added_at, item.score) for item in wanted
    ]


def test_programmes_come_best_first_and_without_a_score_last(shelf):
    found = [programme.score for programme in shelf.programmes()]
    assert (len(found), found[0], found[-1]) == (30, 89.0, None)


def test_a_work_has_the_forms_that_it_was_given(shelf, assortment):
    key = assortment.guides[0].generated_key
    assert shelf.guide(key) == assortment.guides[0]
    assert shelf.work_file(key, "pdf").read_bytes().startswith(b"%PDF")
    assert (shelf.work_file(key, "epub"), shelf.guide("x")) == (None, None)


@pytest.mark.parametrize("form", ["../manifest.json", "pdf/..", "", "\0"])
def test_no_form_leads_out_of_the_works(shelf, assortment, form):
    assert shelf.work_file(assortment.guides[0].generated_key, form) is None


@pytest.mark.parametrize("name", ["../works/x", "", "a" * 65, "..", "0" * 32])
def test_an_unknown_picture_has_no_file(shelf, name):
    assert shelf.picture(name, 160) is None


def test_a_snapshot_that_nobody_reads_goes_before_garbage_is_looked_for(stocked_home):
    shelf = Catalogue(stocked_home).shelf()
    shelf.find(Question(text="walnut kettel", brands=("none",)))
    shelf.search.suggest("ket", "en")
    held = [weakref.ref(shelf), weakref.ref(shelf.search)]
    gc.disable()
    try:
        del shelf
        assert [one() for one in held] == [None, None]
    finally:
        gc.enable()
