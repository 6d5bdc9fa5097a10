from datetime import UTC, datetime, timedelta
from functools import partial

import pyarrow as pa
import pytest
from litestar.testing import TestClient

from lake.ask import ask
from lake.load import append
from lake.store import Lake
from lake.tables import schema
from ledger import audit
from ledger.approvals import Decision, decide
from ledger.open import open_ledger
from ledger.prices import reprice_stored
from ledger.rules import Rule, set_rule
from ledger.states import states_after
from storefront.app import create_app
from storefront.catalogue.publish import publish
from storefront.catalogue.question import Question
from storefront.catalogue.reader import Catalogue
from storefront.catalogue.rows import packed
from storefront.catalogue.snapshots import kept
from storefront.errors import CatalogueJumped
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MAKING = {"maker": "test", "maker_version": 1}


def put(lake, **tables):
    """Append rows, which name only the columns that matter."""
    common = {"writer", "batch_id", "ingested_at"}
    content = {}
    for name, rows in tables.items():
        kept = [field for field in schema(name) if field.name not in common]
        content[name] = pa.Table.from_pylist(rows, schema=pa.schema(kept))
    append(lake, "test", content)


def seen(key, price, now=NOW, group=None, **page):
    """Rows of one product page, as crawl, extract and match leave them."""
    url, made = f"http://{key}.test/p", {"input_key": f"{key}{price}"} | MAKING
    product = {"listing_key": key, "source_url": url, "title": f"Kettle {key}"}
    offer = {"listing_key": key, "url": url, "host": f"{key}.test", "seen_at": now}
    place = {
        "url": url,
        "url_key": key,
        "status": 200,
        "content_digest": f"{key}{price}",
    }
    return {
        "pages": [place | {"host": f"{key}.test", "fetched_at": now} | page],
        "products": [product | made],
        "offers": [offer | {"price_minor": price, "currency": "EUR"} | made],
        "enriched_matches": [{"entity_key": key, "group_key": group or key} | made],
        "made": [made | {"rows": 1, "made_at": now}],
    }


def written(folder):
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


@pytest.fixture
def lake(tmp_path):
    lake = Lake.open(tmp_path)
    released = MAKING | {"state": "released", "changed_at": NOW}
    put(lake, releases=[released], **seen("a", 1000))
    put(lake, **seen("b", 2000))
    return lake


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as ledger:
        yield ledger


@pytest.fixture
def run(lake, ledger):
    return lambda **how: publish(lake, ledger, ShopSettings(), NOW, **how)


def test_what_was_found_stands_on_the_shelf(run, lake):
    done = run()
    cards = Catalogue(lake.home).shelf().best(9)
    assert (done.published, done.new, done.unchanged) == (2, 2, False)
    assert {card.title: card.price_minor for card in cards} == {
        "Kettle a": 1200,
        "Kettle b": 2400,
    }


def test_the_second_run_writes_nothing(run, lake, ledger):
    run()
    with ledger.read() as connection:
        before = audit.head(connection)
    files = written(lake.home / "catalogue")
    assert run().unchanged
    assert written(lake.home / "catalogue") == files
    with ledger.read() as connection:
        assert audit.head(connection) == before


def test_a_new_price_changes_one_item_and_keeps_its_sku(run, lake):
    run()
    skus = {sku for sku, *_ in Catalogue(lake.home).shelf().skus()}
    put(lake, **seen("a", 900, NOW + timedelta(hours=1)))
    done = run()
    assert (done.new, done.changed, done.unchanged) == (0, 1, False)
    assert {sku for sku, *_ in Catalogue(lake.home).shelf().skus()} == skus


def test_a_merged_sku_leads_to_the_one_that_lives(run, lake):
    run()
    put(lake, **seen("b", 2000, NOW + timedelta(hours=1), group="a"))
    done = run()
    shelf = Catalogue(lake.home).shelf()
    (old, living), *_ = shelf.aliases().items()
    assert (done.published, done.withdrawn) == (1, 1)
    assert shelf.alias(old) == living == shelf.best(1)[0].sku
    assert run().unchanged


def test_the_lake_is_told_of_each_snapshot_once(run, lake):
    first = run()
    run()
    put(lake, **seen("c", 500))
    second = run()
    run()
    told = ask(lake.home, "SELECT snapshot, count(*) AS n FROM catalogue GROUP BY ALL")
    rows = {row["snapshot"]: row["n"] for row in told.to_pylist()}
    assert rows == {first.snapshot: 2, second.snapshot: 3}


def test_a_run_that_died_before_the_swap_is_taken_up(run, lake):
    done = run()
    (lake.home / "catalogue" / "current").unlink()
    again = run()
    told = ask(lake.home, "SELECT count(*) AS n FROM catalogue").to_pylist()
    assert (again.snapshot, again.unchanged) == (done.snapshot, False)
    assert told == [{"n": 2}]


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


def test_a_guide_is_offered_once_its_file_is_there(run, lake, ledger):
    made = {"input_key": "g"} | MAKING
    guide = {"generated_key": "g", "kind": "comparison", "title": "Kettles"}
    guide |= {"path": "g.pdf", "digest": "d", "status": "offered"}
    put(lake, generated=[guide | made], made=[made | {"rows": 1, "made_at": NOW}])
    with ledger.write() as connection:
        decide(connection, Decision("g", "d", "approved", "ann"), NOW)
    assert run().guides == 0
    (lake.home / "products").mkdir(exist_ok=True)
    (lake.home / "products" / "g.pdf").write_bytes(b"%PDF-1.7")
    assert run().guides == 1


def test_an_empty_lake_gives_an_empty_shop(tmp_path_factory, ledger):
    lake = Lake.open(tmp_path_factory.mktemp("bare"))
    assert publish(lake, ledger, ShopSettings(), NOW).published == 0


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


def wrote(key, **facts):
    """Rows of one opinion on the product of `seen(key, ...)`."""
    made = {"input_key": f"o{key}{facts.get('text')}{facts.get('url')}"} | MAKING
    opinion = {"listing_key": key, "url": f"http://{key}.test/p", "author_hash": "f00d"}
    return {
        "opinions": [opinion | facts | made],
        "made": [made | {"rows": 1, "made_at": NOW}],
    }


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


def test_a_film_is_sold_with_its_captions(run, lake, ledger):
    made = {"input_key": "v"} | MAKING
    film = {"generated_key": "v", "kind": "video", "title": "Kettles", "path": "v.mp4"}
    film |= {"digest": "d", "status": "approved"}
    put(lake, generated=[film | made], made=[made | {"rows": 1, "made_at": NOW}])
    (lake.home / "products").mkdir(exist_ok=True)
    (lake.home / "products" / "v.mp4").write_bytes(b"film")
    (lake.home / "products" / "v.srt").write_bytes(b"")
    with ledger.write() as connection:
        decide(connection, Decision("v", "d", "approved", "ann"), NOW)
    run()
    shelf = Catalogue(lake.home).shelf()
    assert shelf.guides()[0].forms == ("mp4", "srt")
    assert shelf.work_file("v", "mp4").read_bytes() == b"film"
    assert shelf.work_file("v", "png") is None


def stocked(lake, number, price=1000, now=NOW):
    """Put so many products of one shop into the lake."""
    tables: dict[str, list[dict]] = {}
    for place in range(number):
        for table, rows in seen(f"k{place}", price, now).items():
            tables.setdefault(table, []).extend(rows)
    put(lake, **tables)


def test_a_catalogue_that_lost_much_is_built_and_refused(run, lake, ledger):
    stocked(lake, 38)
    before = run()
    gone = NOW + timedelta(hours=1)
    pages = [
        row
        for place in range(20)
        for row in seen(f"k{place}", 1000, gone, status=404)["pages"]
    ]
    put(lake, pages=pages)
    with pytest.raises(CatalogueJumped, match=r"20 items instead of 40.*50 % less"):
        run()
    shelf = Catalogue(lake.home).shelf()
    assert (shelf.id, shelf.totals.items) == (before.snapshot, 40)
    refused = [one for one in kept(lake.home) if one.fault]
    assert [one.items for one in refused] == [20]
    assert run(despite_jump=True).published == 20
    assert run().unchanged


def test_a_rule_that_moved_the_prices_in_force_is_no_jump(run, lake, ledger):
    stocked(lake, 38)
    run()
    with ledger.write() as connection:
        set_rule(connection, Rule("all", markup_bp=10_000), NOW)
        reprice_stored(connection, NOW, 2_000, "rule")
    done = run()
    assert (done.published, done.unchanged) == (40, False)
    shelf = Catalogue(lake.home).shelf()
    assert {card.price_minor for card in shelf.best(40)} == {2_000, 4_000}


def test_prices_that_jump_come_into_force_only_when_asked_for(run, lake, ledger):
    stocked(lake, 38)
    run()
    stocked(lake, 38, 1500, NOW + timedelta(hours=1))
    with pytest.raises(CatalogueJumped, match=r"18\.00 EUR instead of 12\.00"):
        run()
    with ledger.read() as connection:
        assert {one.price_minor for one in states_after(connection, 0)} == {1200, 2400}
    done = run(despite_jump=True)
    with ledger.read() as connection:
        assert {one.price_minor for one in states_after(connection, 0)} == {
            1800,
            1200,
            2400,
        }
    assert done.changed == 38


def test_a_few_items_may_come_and_go(run, lake):
    run()
    pages = seen("b", 2000, NOW + timedelta(hours=1), status=404)["pages"]
    put(lake, pages=pages)
    assert run().published == 1


def test_the_snapshot_knows_the_mark_of_its_prices(run, lake, ledger):
    run()
    shelf = Catalogue(lake.home).shelf()
    with ledger.read() as connection:
        marks = [one.mark for one in states_after(connection, 0)]
    assert shelf.price_mark == shelf.manifest.price_mark == max(marks) > 0
    assert all(card.added_at == NOW for card in shelf.newest(9))


def test_vectors_are_published_where_they_are_asked_for(lake, ledger):
    told = {"entity_key": "a", "kind": "listing", "model": "words", "vector": [1.0, 0]}
    put(lake, enriched_embeddings=[told | {"input_key": "a1000"} | MAKING])
    asked = partial(publish, lake, ledger, ShopSettings(rerank=True), NOW)
    folder = lake.home / "catalogue" / asked().snapshot
    assert (folder / "search/vectors/items.npy").is_file()
    assert asked().unchanged
    assert Catalogue(lake.home).shelf().find(Question(text="kettle")).total == 2
