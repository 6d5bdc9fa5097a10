"""The market report: what it rests on, what it says, and when there is none."""

import msgspec
import pyarrow as pa
import pytest
from editions import checked
from told_category import HOSTS, thing
from told_market import SHELVES, opined, researched, shelves, told_of

from enrich.generate.figures import as_written
from enrich.generate.gate.breadth import said
from enrich.generate.gate.gate import faults
from enrich.generate.marketed import evidence, marketed
from enrich.generate.marketfound import Markets, markets
from enrich.generate.markets import MARKETS, make
from enrich.generate.work import Work


def asked(views) -> list[dict]:
    return views.connection.sql(f"from ({MARKETS.query})").to_arrow_table().to_pylist()


def found(views) -> Markets:
    (row,) = asked(views)
    return markets(row)


def work(views) -> Work:
    (row,) = asked(views)
    return marketed(markets(row), row["as_of"])


def kept(views) -> list[str | None]:
    return [row["status"] for row in views.run(MARKETS)]


def test_a_report_tells_of_the_categories_and_passes_the_gate(views) -> None:
    told_of(views)
    assert set(work(views).subjects) == {f"Garden > {name}" for name in SHELVES}
    assert faults(work(views), evidence(found(views))) == []


def test_a_report_is_held_against_the_lake_as_it_is(views) -> None:
    told_of(views)
    assert checked(views, MARKETS) == ["checked"]


def test_it_says_of_what_buyers_say_most_and_where_that_grows(views) -> None:
    told_of(views)
    words = said(work(views))
    assert "Garden > Rakes has the most opinions of the 6 categories: 12" in words
    assert "Garden > Rakes: 12 opinions, 5 times as many" in words


def test_without_growth_it_says_that_there_is_none(views) -> None:
    shelves(views)
    researched(views)
    assert "In no category is it clear that they grow" in said(work(views))
    assert faults(work(views), evidence(found(views))) == []


def test_it_names_who_sells_and_what_seems_to_sell(views) -> None:
    told_of(views)
    words = said(work(views))
    assert [host for host in HOSTS if host not in words] == []
    assert "Oakley rake rakes-0" in words


def test_it_says_what_no_data_can_say(views) -> None:
    told_of(views)
    assert work(views).chapters[-1].title == "What cannot be known"
    assert "How much anyone sold: no shop says it." in said(work(views))


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_a_category_of_which_a_page_reserves_its_rights_is_left_out(
    views, right
) -> None:
    shelves(views)
    thing(views, "reserved", path="Garden > Seeds", rights={right: True})
    # Its own page tells no category; research puts it where its class does.
    listings = [
        {"entity_key": f"reserved-{host}", "path": "Garden > Seeds"} for host in HOSTS
    ]
    views.add("enriched_classes", *listings)
    researched(views)
    assert "Garden > Seeds" not in work(views).subjects
    assert "Garden > Rakes" in work(views).subjects


def test_an_opinion_on_a_page_that_reserves_its_rights_is_none_either(views) -> None:
    shelves(views)
    url = "https://forum.test/1"
    page = {"url_key": url, "url": url, "host": "forum.test", "status": 200}
    views.add(
        "pages", page | {"fetched_at": views.start, "rights": {"tdm_reserved": True}}
    )
    views.add(
        "opinions", {"listing_key": "seeds-0-alder.test", "url": url, "text": "so"}
    )
    researched(views)
    assert "Garden > Seeds" not in work(views).subjects


def test_sources_are_all_sites_that_figures_rest_on(views) -> None:
    told_of(views)
    url = "https://forum.test/1"
    page = {"url_key": url, "url": url, "host": "forum.test", "status": 200}
    views.add("pages", page | {"fetched_at": views.start})
    views.add(
        "opinions", {"listing_key": "seeds-0-alder.test", "url": url, "text": "so"}
    )
    assert [s.host for s in work(views).sources] == [*HOSTS, "forum.test"]


def test_four_categories_are_too_few(views) -> None:
    shelves(views, SHELVES[:4])
    researched(views)
    assert asked(views) == []


def test_two_sites_are_too_few(views) -> None:
    told_of(views)
    views.connection.execute("delete from offers_latest where host = ?", [HOSTS[0]])
    views.connection.execute("delete from opinions")
    assert kept(views) == ["withdrawn"]


def test_a_report_is_made_once_for_the_same_figures(views) -> None:
    told_of(views)
    assert [len(views.run(MARKETS)), len(views.run(MARKETS))] == [1, 0]


def test_a_new_look_that_found_something_else_makes_a_new_edition(views) -> None:
    told_of(views)
    (first,) = views.run(MARKETS)
    opined(views, "seeds-0-alder.test", 1, 3)
    researched(views)
    (second,) = views.run(MARKETS)
    assert first["generated_key"] == second["generated_key"]
    assert first["digest"] != second["digest"]


def test_a_report_goes_once_when_too_little_is_left_and_comes_back(views) -> None:
    told_of(views)
    (first,) = views.run(MARKETS)
    views.connection.execute("create table kept as from market_categories")
    views.connection.execute("delete from market_categories")
    assert [kept(views), kept(views)] == [["withdrawn"], []]
    views.connection.execute("insert into market_categories from kept")
    (again,) = views.run(MARKETS)
    assert again["digest"] == first["digest"]


def test_who_forgets_a_product_finds_the_report(views) -> None:
    told_of(views)
    (row,) = views.run(MARKETS)
    assert {"rakes-0", "rakes-0-alder.test"} <= set(row["source_keys"])


def test_the_same_input_is_the_same_bytes(views) -> None:
    told_of(views)
    (batch,) = views.connection.sql(MARKETS.query).to_arrow_table().to_batches()
    assert make(batch)["files"] == make(batch)["files"]


@pytest.mark.parametrize(
    "title", ['#import "x"', "<script>alert(1)</script>", "\u202eevil\u0000 rake"]
)
def test_hostile_titles_are_words(views, title) -> None:
    told_of(views, title=title)
    assert faults(work(views), evidence(found(views))) == []


def test_titles_that_cry_are_not_named(views) -> None:
    told_of(views, title="The best rake, only 4.99 EUR")
    assert "best rake" not in said(work(views))
    assert faults(work(views), evidence(found(views))) == []


def test_categories_that_claim_something_are_not_told_of(views) -> None:
    shelves(views, (*SHELVES, "Top 10 finds"))
    researched(views)
    assert len(found(views).markets) == len(SHELVES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 opinions, 5 times", "12 opinions, 6 times"),
        ("most opinions of the 6 categories", "most opinions of the 7 categories"),
        (
            "widest of the 6 categories: 3 products",
            "widest of the 6 categories: 4 products",
        ),
        ('"said":"18"', '"said":"19"'),
        ("11.01 EUR", "11.02 EUR"),
        ('"column":"hosts"', '"column":"groups_of"'),
        ("hardly chance", "never chance"),
        ("opinions in 13 weeks", "opinions in 12 weeks"),
    ],
)
def test_what_is_planted_in_a_report_is_found(views, old, new) -> None:
    told_of(views)
    written = msgspec.json.encode(work(views)).decode()
    assert old in written
    planted = msgspec.json.decode(written.replace(old, new), type=Work)
    assert {fault.rule for fault in faults(planted, evidence(found(views)))} == {
        "claims"
    }


def test_a_figure_that_rounds_to_nothing_has_no_minus() -> None:
    assert [as_written(value, "number") for value in (-0.04, 0.04, -0.06)] == [
        "0",
        "0",
        "-0.1",
    ]


def test_nothing_said_makes_nothing() -> None:
    fields = ("withdrawn", "title", "input_key")
    schema = pa.schema([(name, pa.string()) for name in fields])
    assert (
        make(pa.RecordBatch.from_pylist([], schema=schema))["generated"].num_rows == 0
    )
