"""Whatever is matched anew, every address that was ever published answers."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from lake_goods import MAKING, put
from litestar.testing import TestClient

from lake.store import Lake
from ledger.open import open_ledger
from ledger.rules import Rule, in_force, set_rule
from ledger.skus import resolve
from ledger.terms import plan
from storefront.app import create_app
from storefront.catalogue.publish import publish
from storefront.catalogue.reader import Catalogue
from storefront.pages.templates import product_path
from storefront.settings import ShopSettings

BEGINNING = datetime(2026, 11, 20, 12, tzinfo=UTC)
SETTINGS = ShopSettings(limits=False)
LISTINGS = [f"p{number:02}" for number in range(40)]
ROUNDS = 6


def page_rows(matching, gone, now):
    """What crawl, extract and match leave of all listings at one time."""
    tables = {"pages": [], "products": [], "offers": [], "enriched_matches": []}
    tables["made"] = []
    for key, group in matching.items():
        made = {"input_key": f"{key}{now:%d}"} | MAKING
        url, host = f"http://{key}.test/p", f"{key}.test"
        page = {"url": url, "url_key": key, "host": host, "fetched_at": now}
        page |= {"status": 404 if key in gone else 200, "content_digest": key}
        tables["pages"].append(page)
        if key in gone:
            continue
        product = {"listing_key": key, "source_url": url, "title": f"Kettle {key}"}
        tables["products"].append(
            product | {"category_path": ["Kitchen", "Kettles"]} | made
        )
        offer = {"listing_key": key, "url": url, "host": host, "seen_at": now}
        offer |= {"price_minor": 1_000, "currency": "EUR"}
        tables["offers"].append(offer | made)
        tables["enriched_matches"].append(
            {"entity_key": key, "group_key": group} | made
        )
        tables["made"].append(made | {"rows": 1, "made_at": now})
    return tables


def rematched(matching, chance):
    """A fifth of the groups merged with another, or split in two."""
    parts = {}
    for key, group in matching.items():
        parts.setdefault(group, []).append(key)
    groups = sorted(parts.values())
    for _ in range(len(groups) // 5):
        group = groups.pop(chance.randrange(len(groups)))
        if len(group) > 1 and chance.random() < 0.5:
            cut = chance.randrange(1, len(group))
            groups += [group[:cut], group[cut:]]
        else:
            groups[chance.randrange(len(groups))] += group
    return {key: min(group) for group in groups for key in group}


class Life:
    """A shop over several matchings; `urls` are all that it ever had."""

    def __init__(self, home):
        self.lake = Lake.open(home)
        self.ledger = open_ledger(home)
        self.urls = set()

    def publish(self, matching, gone, now):
        put(self.lake, **page_rows(matching, gone, now))
        publish(self.lake, self.ledger, SETTINGS, now, despite_jump=True)
        for sku, title, *_ in Catalogue(self.lake.home).shelf().skus():
            self.urls.add(product_path(sku, title))


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Several rounds: merges, merges of merges, splits, things gone and back."""
    life, chance = Life(tmp_path_factory.mktemp("lived")), random.Random(9)  # noqa: S311
    put(life.lake, releases=[MAKING | {"state": "released", "changed_at": BEGINNING}])
    matching = {key: key for key in LISTINGS}
    life.publish(matching, set(), BEGINNING)
    with life.ledger.write() as connection:
        for number, (sku, *_) in enumerate(Catalogue(life.lake.home).shelf().skus()):
            if number % 3 == 0:
                rule = Rule("product", sku, markup_bp=3_000 + number)
                set_rule(connection, rule, BEGINNING)
    for turn in range(1, ROUNDS):
        matching = rematched(matching, chance)
        gone = set(chance.sample(LISTINGS, 8)) | {"p07"}
        life.publish(matching, gone, BEGINNING + timedelta(days=turn))
    yield life
    life.ledger.close()


@pytest.fixture(scope="module")
def client(lived):
    app = create_app(lived.lake.home, SETTINGS, clock=lambda: BEGINNING)
    with TestClient(app) as client:
        client.follow_redirects = False
        yield client


def test_every_address_answers_or_leads_to_one_that_does(lived, client):
    answers = {url: client.get(url) for url in sorted(lived.urls)}
    moved = {url: one for url, one in answers.items() if one.status_code == 301}
    assert {one.status_code for one in answers.values()} == {200, 301}
    assert len(lived.urls) > len(LISTINGS)
    targets = {one.headers["location"] for one in moved.values()}
    assert {client.get(target).status_code for target in targets} == {200}


def test_what_nobody_sells_any_more_says_so(lived, client):
    (url,) = (url for url in lived.urls if url.endswith("/kettle-p07"))
    shown = client.get(url, follow_redirects=True)
    shelf = Catalogue(lived.lake.home).shelf()
    assert shown.status_code == 200
    assert "Kettle p07" in shown.text
    assert "No longer to be had" in shown.text
    sku = url.split("/")[2]
    with lived.ledger.read() as connection:
        item = shelf.item(resolve(connection, sku))
    assert (item.price_minor, item.availability) == (None, "discontinued")
    assert item.sku not in [sku for sku, *_ in shelf.skus()]
    assert "/categories/kitchen/kettles" in shown.text


def test_no_price_rule_loses_its_sku(lived):
    with lived.ledger.read() as connection:
        rules, plans = in_force(connection), plan(connection, 2_000)
        by_heir = {}
        for rule in rules:
            by_heir.setdefault(resolve(connection, rule.key), set()).add(rule.rule_id)
    assert len(rules) == 14
    for heir, rule_ids in by_heir.items():
        assert plans.terms(heir, "kitchen/kettles", "EUR").price_rule in rule_ids


def test_what_comes_back_has_its_address_again(lived):
    back = BEGINNING + timedelta(days=ROUNDS)
    matching = {key: key for key in LISTINGS}
    (url,) = (url for url in lived.urls if url.endswith("/kettle-p07"))
    lived.publish(matching, set(), back)
    shelf = Catalogue(lived.lake.home).shelf()
    item = shelf.item(url.split("/")[2])
    assert (item.title, item.availability is None) == ("Kettle p07", True)
    assert item.price_minor is not None
