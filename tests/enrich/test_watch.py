"""Price watches: what they say after one reading, what after many, and what is no move."""

from datetime import timedelta

import msgspec
import pyarrow as pa
import pytest
from editions import checked
from told_category import HOSTS, thing
from watched_prices import first_readings, moved, read_again, read_once, several, struck

from enrich.errors import NotTold
from enrich.generate.figures import told
from enrich.generate.gate.breadth import said
from enrich.generate.gate.gate import faults
from enrich.generate.watch import WATCHES, make
from enrich.generate.watched import evidence, watched
from enrich.generate.watchfound import Watch, watch
from enrich.generate.work import Chart, Fact, Head, Work

replace = msgspec.structs.replace


def asked(views) -> list[dict]:
    return views.connection.sql(f"from ({WATCHES.query})").to_arrow_table().to_pylist()


def found(views) -> Watch:
    (row,) = asked(views)
    return watch(row)


def work(views) -> Work:
    (row,) = asked(views)
    return watched(watch(row), row["as_of"])


def states(views) -> list[str]:
    return checked(views, WATCHES)


def heads(told_of: Work) -> list[str]:
    blocks = [block for chapter in told_of.chapters for block in chapter.blocks]
    return [block.text for block in blocks if isinstance(block, Head)]


def test_after_one_reading_a_watch_says_where_prices_stand_and_no_more(views) -> None:
    read_once(views)
    words = said(work(views))
    assert "on 1 November 2026 and on no other day" in words
    assert "What moved" not in [chapter.title for chapter in work(views).chapters]
    assert states(views) == ["checked"]


def test_after_several_days_a_watch_tells_what_fell_and_what_rose(views) -> None:
    several(views)
    words = said(work(views))
    assert "was 20.00 EUR on 1 November 2026 and is 10.00 EUR now, 50 % less" in words
    assert "2 prices fell within a year" in words
    assert "1 price rose within a year" in words
    assert states(views) == ["checked"]


def test_days_without_a_change_are_said_to_be_such(views) -> None:
    read_once(views)
    read_again(views)
    assert "None of them is other today" in said(work(views))
    assert states(views) == ["checked"]


def test_a_low_end_is_told_of_three_prices_and_more(views) -> None:
    several(views)
    assert "lowest of the 3 prices" in said(work(views))
    assert "lowest of the 2 prices" not in said(work(views))


def test_a_lower_price_of_years_ago_is_not_denied(views) -> None:
    several(views)
    old = {
        "valid_from": views.start - timedelta(days=900),
        "valid_to": views.start - timedelta(days=700),
    }
    listing = {"listing_key": "rake0-alder.test", "price_minor": 500, "currency": "EUR"}
    views.add("price_history", old | listing)
    words = said(work(views))
    assert "low end of what we saw of it within a year" in words
    assert "all that we saw" not in words and "first reading" not in words


def test_how_a_price_went_stands_in_a_chart_of_days(views) -> None:
    several(views)
    charts = [
        block
        for chapter in work(views).chapters
        for block in chapter.blocks
        if isinstance(block, Chart) and block.upright
    ]
    values = [[bar.value for bar in chart.bars] for chart in charts]
    # Four days at the first price; read for the last time on the tenth day after.
    assert [2000.0] * 4 + [1000.0] * 7 in values


def test_a_gap_that_grew_stands_beside_the_one_before(views) -> None:
    read_once(views)
    moved(views, "rake2-birch.test", 1021, 1326)
    assert "came apart on Oakley rake rake2: by 0 % then, by 30 % today" in said(
        work(views)
    )


def test_a_struck_price_is_held_against_what_was_read(views) -> None:
    several(views)
    assert {"Asked before", "Not asked while we read"} <= set(heads(work(views)))


def test_of_a_struck_price_read_once_nothing_is_said(views) -> None:
    read_once(views)
    struck(views, "rake0-alder.test", 5000)
    assert [h for h in heads(work(views)) if "sked" in h] == []
    assert "Read on a single day" in heads(work(views))


def foreseen(views, wape: float, expected: float = 3.0) -> None:
    key = {"entity_key": "rake0", "unit": "orders", "week": views.start.date()}
    views.add("forecasts", key | {"expected": expected, "low": 1.0, "high": 5.0})
    tried = {"entity_key": "rake0", "model": "naive", "wape": wape, "share": 1.0}
    views.add("backtests", tried)


def test_a_forecast_is_called_one_and_stands_beside_its_error(views) -> None:
    several(views)
    foreseen(views, 0.4)
    words = said(work(views))
    assert "This is a forecast and no fact" in words
    assert "40 %" in words
    assert states(views) == ["checked"]


@pytest.mark.parametrize(("wape", "expected"), [(1.2, 3.0), (0.4, 0.1)])
def test_a_forecast_that_was_worth_nothing_is_left_out(views, wape, expected) -> None:
    several(views)
    foreseen(views, wape, expected)
    assert "forecast" not in said(work(views))


def test_a_thing_may_be_told_of_in_the_words_of_a_shop_that_is_not_watched(
    views,
) -> None:
    read_once(views)
    url = "https://elsewhere.test/rake0"
    page = {"url_key": url, "url": url, "host": "elsewhere.test", "status": 200}
    views.add("pages", page | {"fetched_at": views.start})
    told_by = {
        "listing_key": "a-0",
        "source_url": url,
        "title": "Oakley 9000 long rake",
    }
    views.add(
        "products", told_by | {"category_path": ["Garden", "Rakes"], "confidence": 1.0}
    )
    views.add("enriched_matches", {"entity_key": "a-0", "group_key": "rake0"})
    views.add("enriched_languages", {"entity_key": "a-0", "language": "en"})
    assert "Oakley 9000 long rake" in said(work(views))
    assert states(views) == ["checked"]


def test_a_price_ten_times_the_one_before_was_misread(views) -> None:
    several(views)
    moved(views, "rake4-alder.test", 1040, 10_400)
    keys = [move.listing.listing_key for move in found(views).moves]
    assert "rake4-alder.test" not in keys
    assert "rake4-birch.test" in keys


def test_a_category_where_much_moved_has_a_watch_of_its_own(views) -> None:
    read_once(views)
    for place in range(8):
        thing(views, f"pot{place}", place, path="Kitchen > Pots")
    views.connection.execute("delete from price_history")
    first_readings(views)
    for place in range(5):
        moved(views, f"pot{place}-birch.test", 1500, 1200 + place)
    rows = {row["scope"]: watch(row) for row in asked(views)}
    told_of = {
        scope: {t.group_key[:3] for t in one.things} for scope, one in rows.items()
    }
    assert told_of == {"Kitchen > Pots": {"pot"}, "": {"rak"}}
    assert states(views) == ["checked", "checked"]
    assert asked(views) == []


def test_seven_things_are_too_few(views) -> None:
    read_once(views, 7)
    assert asked(views) == []


def test_two_shops_are_too_few(views) -> None:
    read_once(views)
    views.connection.execute("delete from offers_latest where host = ?", [HOSTS[0]])
    assert asked(views) == []


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_pages_that_reserve_their_rights_are_no_sources(views, right) -> None:
    read_once(views)
    thing(views, "other", rights={right: True})
    views.connection.execute("delete from price_history")
    first_readings(views)
    assert "other" not in {t.group_key for t in found(views).things}


def test_the_same_prices_make_no_new_edition(views) -> None:
    several(views)
    assert [len(views.run(WATCHES)), len(views.run(WATCHES))] == [1, 0]


def test_a_day_on_which_nothing_changed_makes_no_new_edition(views) -> None:
    several(views)
    views.run(WATCHES)
    views.connection.execute(
        "update offers_latest set checked_at = checked_at + interval 1 day"
    )
    assert views.run(WATCHES) == []


def test_a_moved_price_makes_a_new_edition_under_the_same_key(views) -> None:
    several(views)
    (first,) = views.run(WATCHES)
    moved(views, "rake5-birch.test", 1051, 1100)
    (second,) = views.run(WATCHES)
    assert first["generated_key"] == second["generated_key"]
    assert first["digest"] != second["digest"]


def test_a_watch_goes_once_when_it_becomes_thin(views) -> None:
    several(views)
    views.run(WATCHES)
    views.connection.execute("delete from offers_latest")
    assert [states(views), states(views)] == [["withdrawn"], []]


def test_the_same_input_is_the_same_bytes(views) -> None:
    several(views)
    (batch,) = views.connection.sql(WATCHES.query).to_arrow_table().to_batches()
    assert make(batch)["files"] == make(batch)["files"]


@pytest.mark.parametrize(
    "title", ['#import "x"', "<script>alert(1)</script>", "\u202eevil\u0000 rake"]
)
def test_hostile_titles_are_words(views, title) -> None:
    read_once(views, title=title)
    assert faults(work(views), evidence(found(views))) == []


def test_titles_that_cannot_be_shown_make_no_watch(views) -> None:
    read_once(views, title="The best rake, only 4.99 EUR")
    assert [states(views), states(views)] == [["withdrawn"], []]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("50 % less", "60 % less"),
        ('"said":"2"', '"said":"7"'),
        ("20.00 EUR", "21.00 EUR"),
        ("lowest of the 3 prices", "lowest of the 9 prices"),
        ("begins on 1 November 2026", "begins on 2 November 2026"),
        ("fall_share", "rise_share"),
        ('"way":"falls"', '"way":"rises"'),
        ("A price counts", "The best price counts"),
    ],
)
def test_what_is_planted_in_a_watch_is_found(views, old, new) -> None:
    several(views)
    whole = work(views)
    written = msgspec.json.encode(whole).decode()
    assert old in written
    assert faults(whole, evidence(found(views))) == []
    planted = msgspec.json.decode(written.replace(old, new), type=Work)
    assert {fault.rule for fault in faults(planted, evidence(found(views)))} == {
        "claims"
    }


ROWS = {
    ("t", "a"): {"n": 4},
    ("t", "b"): {"n": 5},
    ("t", "c"): {"n": 3},
    ("t", "d"): {"n": 6},
}


@pytest.mark.parametrize(
    ("way", "keys", "words"),
    [
        ("rise", "ab", "1"),
        ("fall", "ba", "1"),
        ("rise_share", "ab", "0.2"),
        ("fall_share", "ba", "0.2"),
        ("rises", "abcd", "2"),
        ("falls", "badc", "2"),
    ],
)
def test_what_went_up_or_down_follows_from_two_rows(way, keys, words) -> None:
    fact = Fact(said="", table="t", column="n", keys=list(keys), way=way, form="number")
    assert told(ROWS, fact).said == words


@pytest.mark.parametrize(
    ("way", "keys"),
    [
        ("rise", "ba"),
        ("fall", "ab"),
        ("rise", "a"),
        ("rises", "abdc"),
        ("falls", "bac"),
        ("fall", "bac"),
    ],
)
def test_what_did_not_go_that_way_is_not_told(way, keys) -> None:
    fact = Fact(said="", table="t", column="n", keys=list(keys), way=way, form="number")
    with pytest.raises(NotTold):
        told(ROWS, fact)


def test_nothing_said_makes_nothing() -> None:
    fields = ("withdrawn", "title", "input_key", "scope", "currency")
    schema = pa.schema([(name, pa.string()) for name in fields])
    assert (
        make(pa.RecordBatch.from_pylist([], schema=schema))["generated"].num_rows == 0
    )


def test_shops_that_ask_the_same_are_said_to_do_so(views) -> None:
    read_once(views)
    assert "They ask nearly the same: 0 % is as far as they are apart." in said(
        work(views)
    )


def test_a_category_may_have_a_figure_in_its_name(views) -> None:
    read_once(views, path="Garden > 3D pens")
    for place in range(5):
        moved(views, f"rake{place}-birch.test", 1500, 1200 + place)
    assert states(views) == ["checked"]
