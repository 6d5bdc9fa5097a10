import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ports import free_port

from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb
from crawler.sampleweb.wordlists import goods
from lake.ask import ask
from ledger import audit
from ledger.open import open_ledger
from storefront.catalogue.reader import Catalogue

Answer = dict[str, Any]
CHANGES = ("moved_prices", "changed_pages")
QUESTIONS = sorted((Path(__file__).parents[2] / "tools" / "questions").glob("*.sql"))
A_DAY_LATER = [path for path in QUESTIONS if path.stem[3:] in CHANGES]
AT_ONCE = [path for path in QUESTIONS if path not in A_DAY_LATER]
# Those whose merchants sell nothing on this web: only their terms tell them apart.
PROGRAMMES = """
SELECT p.network, p.merchant, s.score
FROM scores s JOIN programmes p ON p.programme_key = s.entity_key
WHERE s.kind = 'programme' AND s.host IS NULL AND p.gravity IS NOT NULL
"""
GROUPS = """
SELECT p.source_url AS url, m.group_key AS key
FROM (SELECT DISTINCT listing_key, source_url FROM products) p
JOIN (
    SELECT entity_key, max_by(group_key, ingested_at) AS group_key
    FROM enriched_matches GROUP BY entity_key
) m ON m.entity_key = p.listing_key
"""
PROGRAM = str(Path(sys.executable).with_name("harvestman"))


def one(home: Path, sql: str) -> Any:
    return ask(home, sql).to_pylist()[0]


def test_the_demo_fills_every_part_of_the_chain(first: Answer) -> None:
    parts = ("pages", "products", "offers", "scored", "generated", "published")
    assert [name for name in parts if not first[name]] == []
    assert first["products"] >= 2000


def test_a_second_run_does_nothing_new(first: Answer, second: Answer) -> None:
    totals = ("pages", "products", "offers", "scored", "generated", "published")
    assert second["nothing_new"] is True
    assert set(second["new"].values()) == {0}
    assert {name: second[name] for name in totals} == {
        name: first[name] for name in totals
    }


def test_the_shop_that_needs_javascript_is_read(
    chromium_path: str, home: Path, first: Answer
) -> None:
    sql = "SELECT count(*) AS n FROM products WHERE source_url LIKE '%nightowlaudio%'"
    assert one(home, sql)["n"] == 30


def test_every_row_of_money_is_whole_and_has_a_currency(
    home: Path, first: Answer
) -> None:
    sql = "SELECT count(*) AS n FROM offers WHERE price_minor <= 0 OR currency IS NULL"
    assert one(home, sql)["n"] == 0


def test_every_run_is_recorded_and_the_audit_holds(home: Path, first: Answer) -> None:
    with open_ledger(home) as ledger, ledger.read() as connection:
        assert audit.verify(connection).ok
    stages = ask(home, "SELECT DISTINCT stage FROM runs").column("stage").to_pylist()
    assert {"extract", "match", "score", "profit", "comparison"} <= set(stages)


@pytest.mark.slow  # a second day of the whole demo: two minutes
def test_a_day_later_only_what_changed_is_made_again(
    first: Answer, next_day: Answer
) -> None:
    assert next_day["new"]["pages"] > 2000
    assert 0 < next_day["new"]["extract"] < first["new"]["extract"] / 2


@pytest.mark.slow  # a second day of the whole demo: two minutes
def test_moved_prices_reach_the_shop(home: Path, next_day: Answer) -> None:
    moved = one(home, "SELECT count(*) AS n FROM price_history WHERE valid_to < now()")
    repriced = one(
        home,
        "SELECT count(*) AS n FROM (SELECT sku FROM catalogue GROUP BY sku"
        " HAVING count(DISTINCT price_minor) > 1)",
    )
    assert moved["n"] > 0
    assert repriced["n"] > 0


@pytest.mark.slow  # a second day of the whole demo: two minutes
def test_skus_outlive_the_day(home: Path, next_day: Answer) -> None:
    changed = one(
        home,
        "SELECT count(*) AS n FROM (SELECT group_key FROM catalogue GROUP BY group_key"
        " HAVING count(DISTINCT sku) > 1)",
    )
    assert changed["n"] == 0


def test_the_shop_serves_what_was_published(home: Path, first: Answer) -> None:
    port = free_port()
    command = [PROGRAM, "serve", "--home", str(home), f"--port={port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as shop:
        try:
            assert shop.stdout
            said = shop.stdout.readline()
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}/products").read()
        finally:
            os.kill(shop.pid, signal.SIGTERM)
        shop.wait(timeout=20)
    assert f"http://127.0.0.1:{port}" in said
    assert page.count(b'class="card-link"') == 24


def test_the_shop_shows_photographs_reductions_and_delivery(
    home: Path, first: Answer
) -> None:
    shelf = Catalogue(home).shelf()
    best = shelf.best(100)
    assert {bool(card.picture) for card in best} == {True}
    assert {card.currency for card in best} == {"EUR"}
    assert sum(card.delivery_days is not None for card in best) > 90
    assert len(shelf.drops(24)) == 24


def test_a_category_has_one_name_in_all_shops(home: Path, first: Answer) -> None:
    named = {one.name for one in Catalogue(home).shelf().categories()}
    assert named == {one.name["en"] for one in goods().categories.values()}


def test_lake_sql_answers_with_json(home: Path, first: Answer) -> None:
    query = "SELECT count(*) >= 2000 AS enough FROM products"
    done = subprocess.run(
        [PROGRAM, "lake", "sql", query, "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["rows"] == [{"enough": True}]


def test_a_crawled_page_can_be_looked_at(home: Path, first: Answer) -> None:
    url = one(home, "SELECT source_url AS url FROM products LIMIT 1")["url"]
    done = subprocess.run(
        [PROGRAM, "page", url, "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["product"]["name"]


def test_a_score_explains_itself(home: Path, first: Answer) -> None:
    sku = one(home, "SELECT sku FROM catalogue LIMIT 1")["sku"]
    done = subprocess.run(
        [PROGRAM, "score", "--explain", sku, "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    points = sum(reason["points"] for reason in found["reasons"])
    assert round(points, 1) == round(found["score"], 1)


def test_a_programme_that_pays_much_more_scores_more(home: Path, first: Answer) -> None:
    offered = [page.programme for page in SampleWeb(WebSettings()).manifest()]
    paid = {
        (one.network, one.merchant): one.commission_rate
        for one in offered
        if one and one.commission_kind == "percent"
    }
    told = ask(home, PROGRAMMES).to_pylist()
    scores = [(paid.get((one["network"], one["merchant"])), one) for one in told]
    little = [one["score"] for rate, one in scores if rate and rate <= 3]
    much = [one["score"] for rate, one in scores if rate and rate >= 40]
    assert len(little) > 1 < len(much)
    assert max(little) < min(much)


def test_what_is_one_product_is_one_group(home: Path, first: Answer) -> None:
    true = {
        (page.host, page.path): page.product.gtin
        for page in SampleWeb(WebSettings()).manifest()
        if page.product
    }
    found = [
        (
            true.get((urlsplit(one["url"]).hostname, urlsplit(one["url"]).path)),
            one["key"],
        )
        for one in ask(home, GROUPS).to_pylist()
    ]
    pairs = {pair for pair in found if pair[0]}
    assert len(pairs) > 900
    # One number one group, and one group one number.
    assert len(pairs) == len({gtin for gtin, _ in pairs}) == len({k for _, k in pairs})


def test_the_best_are_listed_with_their_intervals(home: Path, first: Answer) -> None:
    command = [PROGRAM, "score", "--top", "3", "--home", str(home), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["best"]
    assert len(found) == 3
    assert all(one["low"] <= one["score"] <= one["high"] for one in found)
    assert all(one["title"] for one in found)


@pytest.mark.parametrize("path", AT_ONCE, ids=lambda path: path.stem)
def test_every_question_has_an_answer(home: Path, first: Answer, path: Path) -> None:
    assert ask(home, path.read_text()).num_rows > 0


@pytest.mark.slow  # a second day of the whole demo: two minutes
@pytest.mark.parametrize("path", A_DAY_LATER, ids=lambda path: path.stem)
def test_what_changed_has_an_answer_a_day_later(
    home: Path, next_day: Answer, path: Path
) -> None:
    assert ask(home, path.read_text()).num_rows > 0
