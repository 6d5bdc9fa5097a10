"""Publishing as a whole: what runs, what is told, and what it does the second time."""

from datetime import timedelta
from functools import partial

from lake_goods import MAKING, NOW, put, seen

from lake.ask import ask
from lake.store import Lake
from ledger import audit
from ledger.approvals import Decision, decide
from ledger.rules import Rule, set_rule
from ledger.states import state, states_after
from ledger.works import work_of
from storefront.catalogue.publish import publish
from storefront.catalogue.question import Question
from storefront.catalogue.reader import Catalogue
from storefront.settings import ShopSettings


def written(folder):
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


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


def test_a_work_with_a_price_is_for_sale_and_named_with_its_edition(run, lake, ledger):
    made = {"input_key": "g"} | MAKING
    book = {"generated_key": "g", "kind": "niche_ebook", "title": "Kettles"}
    book |= {"path": "g.pdf", "digest": "d", "status": "offered"}
    put(lake, generated=[book | made], made=[made | {"rows": 1, "made_at": NOW}])
    (lake.home / "products").mkdir(exist_ok=True)
    (lake.home / "products" / "g.pdf").write_bytes(b"%PDF-1.7")
    fixed = Rule("kind", "niche_ebook", fixed_minor=490, currency="EUR")
    with ledger.write() as connection:
        decide(connection, Decision("g", "d", "approved", "ann"), NOW)
        set_rule(connection, fixed, NOW)
    run()
    (card,) = Catalogue(lake.home).shelf().guides()
    guide = Catalogue(lake.home).shelf().work(card.sku)
    assert (guide.price_minor, guide.currency, guide.edition) == (490, "EUR", "d")
    with ledger.read() as connection:
        assert state(connection, card.sku).price_minor == 490
        assert work_of(connection, card.sku) == "g"
    assert run().unchanged


def test_an_empty_lake_gives_an_empty_shop(tmp_path_factory, ledger):
    lake = Lake.open(tmp_path_factory.mktemp("bare"))
    assert publish(lake, ledger, ShopSettings(), NOW).published == 0


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
