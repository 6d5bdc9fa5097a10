"""What an entity says no more is taken back, and then there is nothing left to do."""

from functools import partial

import pyarrow as pa
import pytest
from listed import asked, at_home, batches, see

from enrich.equipment import Equipment
from enrich.pricing import suggest
from enrich.queries import Asked, changed, outdated, source
from enrich.rows import entities
from enrich.scoring import score
from enrich.takenback import taking_back
from enrich.text import embedding, entity, keyphrase
from lake.stages import Stage, run_stage

TABLE = "enriched_classes"
SCORE, PRICE = score.stage(Equipment()), suggest.stage(Equipment())
NEWEST = """
select entity_key, arg_max(coalesce(model, ''), ingested_at) from enriched_classes group by 1
"""


def make(batch, model):
    titles = batch.column("title").to_pylist()
    if model in titles:
        raise ValueError(f"{model} cannot read {titles}")
    told = pa.array([title != f"no {model}" for title in titles])
    return {TABLE: entities(TABLE, batch.filter(told), model, {})}


def classing(model, listings="taxonomy/listings.sql"):
    asked = Asked(maker="m", version=1, table=TABLE, model=model, takes_back=True)
    return Stage(
        *("m", 1, ("products",), (TABLE,)),
        make=partial(taking_back, make=partial(make, model=model), name=TABLE),
        query=changed(listings, asked),
        outdated=outdated(asked),
    )


@pytest.fixture
def lake(tmp_path):
    return at_home(tmp_path)


@pytest.fixture
def seen(lake):
    return lambda **titles: see(lake, *listings(**titles))


def listings(**titles):
    return [
        {"listing_key": key, "source_url": "https://a.test/", "title": title}
        for key, title in titles.items()
    ]


@pytest.fixture
def nobody(tmp_path):
    text = source("taxonomy/listings.sql")
    (tmp_path / "nobody.sql").write_text(f"from ({text}) where false")
    return str(tmp_path / "nobody.sql")


def models(lake):
    return dict(asked(lake, NEWEST))


def settled(lake, stage):
    """Run twice; return what the first one made, if the second one wrote nothing."""
    first = run_stage(lake, stage)
    before = batches(lake)
    second = run_stage(lake, stage)
    assert (second.rows_in, batches(lake)) == (0, before)
    return first.rows_in


def test_another_model_makes_all_anew_and_then_nothing(lake, seen) -> None:
    seen(a="kettle", b="lamp")
    assert [settled(lake, classing(model)) for model in "xyx"] == [2, 2, 2]
    assert models(lake) == {"a": "x", "b": "x"}


def test_what_vanished_is_taken_back_once(lake, seen, nobody) -> None:
    seen(a="kettle", b="lamp")
    settled(lake, classing("x"))
    assert settled(lake, classing("y", nobody)) == 2
    assert models(lake) == {"a": "", "b": ""}
    assert settled(lake, classing("z", nobody)) == 0


def test_what_comes_back_is_made_anew(lake, seen, nobody) -> None:
    seen(a="kettle")
    settled(lake, classing("x"))
    seen(b="lamp")
    assert settled(lake, classing("x", nobody)) == 1
    seen(b="lamp")
    assert settled(lake, classing("x")) == 2


def test_what_nothing_is_told_of_any_more_is_taken_back(lake, seen) -> None:
    seen(a="no y", b="lamp")
    assert [settled(lake, classing(model)) for model in "xy"] == [2, 2]
    assert models(lake) == {"a": "", "b": "y"}


def test_what_a_model_fails_at_is_tried_once_by_each_model(lake, seen) -> None:
    seen(a="y", b="lamp")
    assert [settled(lake, classing(model)) for model in "xy"] == [2, 2]
    assert models(lake) == {"a": "x", "b": "y"}
    assert settled(lake, classing("z")) == 2


def test_a_model_tries_again_what_has_changed_since_it_failed(lake, seen) -> None:
    seen(a="y")
    for model in "xy":
        settled(lake, classing(model))
    seen(a="kettle")
    settled(lake, classing("x"))
    assert settled(lake, classing("y")) == 1


def test_a_group_that_vanished_has_neither_score_nor_price(views) -> None:
    for key, minor in (("a", 8000), ("b", 9000), ("c", 9500)):
        offered(views, key, minor)
    for step in (SCORE, PRICE):
        assert [row["entity_key"] for row in views.run(step)] == ["a"]
    views.add("enriched_matches", *grouped("abc", "z"))
    for step, amount in ((SCORE, "score"), (PRICE, "price_minor")):
        told = {row["entity_key"]: row for row in views.run(step)}
        assert (told["a"]["model"], told["a"][amount] or 0) == (None, 0)
        assert told["z"][amount] > 0
        assert views.run(step) == []


def offered(views, key, minor):
    url = f"https://{key}.test/"
    views.add("products", {"listing_key": key, "source_url": url})
    views.add("enriched_matches", *grouped(key, "a"))
    row = {"listing_key": key, "url": url, "host": f"{key}.test", "price_minor": minor}
    row |= {"currency": "EUR", "confidence": 0.9, "input_key": key}
    row |= {"seen_at": views.start, "shipping_minor": 0}
    views.add("offers", row)
    views.add("offers_latest", row | {"checked_at": views.start})


def grouped(keys, group):
    return [{"entity_key": key, "group_key": group} for key in keys]


@pytest.mark.parametrize("of", [embedding, entity, keyphrase])
def test_nothing_is_said_of_a_text_that_is_no_more(views, of) -> None:
    step = of.stage(Equipment())
    views.add("products", *listings(a="Brass kettle by Kestrel"))
    assert [row["model"] is not None for row in views.run(step)] == [True]
    views.connection.execute("delete from products")
    assert [(row["model"], row["kind"]) for row in views.run(step)] == [
        (None, "listing")
    ]
    assert views.run(step) == []
