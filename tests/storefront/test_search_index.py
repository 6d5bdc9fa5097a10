"""The index as a file: any text asked of it, many threads, damage, an empty shop."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from search_goods import SEEN, Finder, good, goods, search_over

from storefront.catalogue.answers import Facets
from storefront.catalogue.question import Question
from storefront.errors import SnapshotUnusable
from storefront.search import typed
from storefront.search.search import Search

TYPED = st.text(max_size=80) | st.lists(
    st.sampled_from(
        (
            *(
                '"',
                "-",
                "kettle",
                "ketle*",
                "title_en:(",
                "AND",
                "OR",
                "NOT",
                "[a TO z]",
            ),
            *("~2", "^9", "/k.*/", "wh-1000xm5", "\\", "\x00", "\ud800", "été", "水壶"),
        )
    )
).map(" ".join)


@pytest.fixture(scope="module")
def shop(tmp_path_factory, assortment):
    items = [*assortment.items, *goods()]
    return Finder(search_over(tmp_path_factory.mktemp("index"), items), items)


@given(TYPED, st.booleans(), st.sampled_from(("en", "de", "fr", "xx")))
@example('"', False, "en")
@example("-", False, "en")
@example("- -- \"\" '' ' s", True, "en")
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_has_an_answer(shop, text, any_word, language):
    question = Question(text=text, any=any_word, language=language)
    hits = shop.search.find(question)
    assert len(hits.places) == min(24, hits.total)
    assert hits.total or hits.instead
    shop.search.suggest(text, language)


@given(st.text(max_size=600))
@settings(max_examples=200, deadline=None)
def test_no_more_than_twelve_words_are_looked_for(text):
    read = typed.read(text)
    rows = [*(chunk.words for chunk in read.chunks), *read.phrases, *read.without]
    assert sum(map(len, rows)) <= typed.MOST


def test_words_of_a_query_language_are_words(shop):
    for text in ("title_en:kettle", "kettle OR mug", "kettle NOT brass"):
        assert shop.search.find(Question(text=text)).total == 0


def test_hostile_items_are_found_like_others(tmp_path, make_sample):
    items = list(make_sample.hostile(SEEN).items)
    found = search_over(tmp_path, items).find(Question(text="kettle"))
    assert found.total == len(items)


def test_an_endless_word_is_no_harm(tmp_path):
    items = [good(1, title="kettle " + "x" * 70_000, description="y" * 70_000)]
    search = search_over(tmp_path, items)
    assert search.find(Question(text="kettle")).total == 1
    assert search.find(Question(text="x" * 5_000)).total == 0
    assert search.find(Question(text=f"{'x' * 200}-kettle")).total == 0


def test_a_shop_without_a_snapshot_finds_nothing():
    search = Search(None)
    assert search.find(Question(text="kettle")).total == 0
    assert search.find(Question()).facets == Facets()
    assert search.suggest("kettle", "en") == []


def test_a_shop_without_items_finds_nothing(tmp_path):
    search = search_over(tmp_path, [])
    assert search.find(Question(text="kettle")).places == []
    assert search.find(Question()).instead == ()


@pytest.mark.parametrize("lost", ["names.json", "items/meta.json", "words/meta.json"])
def test_a_damaged_index_says_so(tmp_path, lost):
    search_over(tmp_path, goods())
    (tmp_path / "search" / lost).write_text("{")
    with pytest.raises(SnapshotUnusable, match="publish again"):
        Search(tmp_path / "search")


def test_equal_items_give_equal_answers(tmp_path, assortment):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = search_over(tmp_path / "one", list(assortment.items))
    two = search_over(tmp_path / "two", list(assortment.items))
    for question in (Question(), Question(text="kettle mug", any=True)):
        assert one.find(question) == two.find(question)


def test_the_same_index_answers_many_threads(shop):
    texts = ("kettle", "mug", "ketle", "walnut", "wh-1000", "cafetiere") * 40
    ask = [Question(text=text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(shop.search.find, ask))
    assert found == [shop.search.find(question) for question in ask]


def test_the_index_opens_for_another_user_who_may_write_nothing(tmp_path):
    search_over(tmp_path, goods())
    for path in (tmp_path / "search").rglob("*"):
        is_lock = path.name == ".tantivy-meta.lock"
        assert path.stat().st_mode & 0o777 == (
            0o755 if path.is_dir() else 0o666 if is_lock else 0o644
        )
