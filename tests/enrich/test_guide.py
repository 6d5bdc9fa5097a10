"""Buying guides: which categories have one, what it recommends, and when it goes."""

import msgspec
import pyarrow as pa
import pytest
from editions import checked
from sound_work import sound
from told_category import GLAD, HOSTS, SORRY, thing, told

from enrich.generate.closing import whole
from enrich.generate.forms.pdf import pdf
from enrich.generate.gate.gate import faults
from enrich.generate.guide import GUIDES, make
from enrich.generate.guided import evidence, guided
from enrich.generate.guidefound import Category, category
from enrich.generate.guidepick import picks, said
from enrich.generate.letters import has_glyph
from enrich.generate.work import Quote, Sheet, Work

replace = msgspec.structs.replace


def asked(views) -> list[dict]:
    found = views.connection.sql(f"from ({GUIDES.query})").to_arrow_table()
    return found.to_pylist()


def found(views) -> Category:
    (row,) = asked(views)
    return category(row["path"], row["currency"], row["groups"])


def work(views) -> Work:
    (row,) = asked(views)
    return guided(found(views), row["as_of"])


def quotes(views) -> set[str]:
    blocks = [block for chapter in work(views).chapters for block in chapter.blocks]
    return {block.text for block in blocks if isinstance(block, Quote)}


def states(views) -> list[str]:
    return checked(views, GUIDES)


def test_a_wide_category_has_a_guide_that_passes_the_gate(views) -> None:
    told(views)
    assert states(views) == ["checked"]


def test_a_guide_lies_there_in_three_forms(views) -> None:
    told(views)
    rows = views.connection.sql(f"from ({GUIDES.query})").to_arrow_table()
    files = make(rows.to_batches()[0])["files"]
    forms = [path.rpartition(".")[2] for path in files.column("path").to_pylist()]
    assert forms == ["pdf", "epub", "html"]


def test_seven_things_are_too_few(views) -> None:
    told(views, 7)
    assert asked(views) == []


def test_two_shops_are_too_few(views) -> None:
    told(views)
    views.connection.execute("delete from offers_latest where host = ?", [HOSTS[0]])
    assert asked(views) == []


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_pages_that_reserve_their_rights_are_no_sources(views, right) -> None:
    told(views, rights={right: True})
    assert asked(views) == []


def test_the_same_facts_make_no_new_edition(views) -> None:
    told(views)
    views.run(GUIDES)
    assert views.run(GUIDES) == []


def test_a_moved_price_makes_a_new_edition_under_the_same_key(views) -> None:
    told(views)
    (first,) = views.run(GUIDES)
    views.connection.execute("update offers_latest set price_minor = price_minor + 1")
    (second,) = views.run(GUIDES)
    assert first["generated_key"] == second["generated_key"]
    assert first["digest"] != second["digest"]


def test_a_guide_goes_once_when_its_category_becomes_thin_and_comes_back(views) -> None:
    told(views)
    views.run(GUIDES)
    views.connection.execute("create table kept as from offers_latest")
    views.connection.execute("delete from offers_latest")
    assert [states(views), states(views)] == [["withdrawn"], []]
    views.connection.execute("insert into offers_latest from kept")
    assert states(views) == ["checked"]


def test_twelve_categories_have_a_guide_and_keep_it(views) -> None:
    for place in range(13):
        for number in range(8):
            thing(views, f"c{place:02}-{number}", path=f"Home > Things {place:02}")
    assert len(views.run(GUIDES)) == 12
    assert views.run(GUIDES) == []


def test_the_pick_for_many_has_the_best_score_and_another_costs_less(views) -> None:
    told(views, 12)
    views.connection.execute(
        "update offers_latest set price_minor = 500 where listing_key like 'rake3-%'"
    )
    many, less, *_ = picks(found(views))
    assert (many.thing.group_key, less.thing.group_key) == ("rake0", "rake3")


def test_what_buyers_wrote_is_quoted_from_both_sides(views) -> None:
    told(views)
    assert quotes(views) == {GLAD, SORRY}


def test_words_in_another_language_are_counted_and_not_quoted(views) -> None:
    told(views, language="de")
    assert quotes(views) == set()
    assert all(len(thing.heard) == 2 for thing in found(views).things)


@pytest.mark.parametrize("left", ["a@b.test", "www.me.test", "+49 170 1234567", "@me"])
def test_nobody_is_quoted_who_can_be_reached_by_it(views, left) -> None:
    told(views)
    thing = found(views).things[0]
    voices = [replace(voice, text=f"{voice.text} {left}") for voice in thing.voices]
    blocks = list(said(found(views), replace(thing, voices=voices)))
    assert len(voices) == 2
    assert [block for block in blocks if isinstance(block, Quote)] == []


def test_numbers_of_articles_are_nothing_to_choose_by(views) -> None:
    told(views)
    assert found(views).traits() == ["Width"]


def test_who_forgets_an_opinion_a_page_or_an_offer_finds_the_guide(views) -> None:
    told(views)
    (row,) = views.run(GUIDES)
    keys = set(row["source_keys"])
    opinions = views.connection.sql("select entity_key from enriched_sentiments")
    listings = views.connection.sql("select listing_key from offers_latest")
    assert keys == {key for (key,) in (*opinions.fetchall(), *listings.fetchall())}


@pytest.mark.parametrize(
    "title",
    [
        '#import "x"',
        "<script>alert(1)</script>",
        "\u202eevil\u0000 rake",
        "rake " * 400,
    ],
)
@pytest.mark.parametrize(
    "specs", ["{", "[1]", '{"Width": {"a": 1}, "<b>": "#x"}', "null"]
)
def test_hostile_facts_make_a_guide_all_the_same(views, title, specs) -> None:
    told(views, title=title, specs=specs)
    (row,) = asked(views)
    told_of = found(views)
    assert faults(guided(told_of, row["as_of"]), evidence(told_of)) == []


@pytest.mark.parametrize(
    "title",
    ["\u6771\u4eac", "Kettle, only 4.99 EUR", "The best rake", "-50 % kettle", "$ x $"],
)
def test_what_has_no_name_that_can_be_shown_is_left_out(views, title) -> None:
    told(views, title=title)
    assert found(views).things == []
    assert [states(views), states(views)] == [["withdrawn"], []]


@pytest.mark.parametrize(
    "title", ["Sugar free tea", "Off-road tyre", "Top load washer 7 kg", "Kettle 1,7 l"]
)
def test_names_that_cry_nothing_stay(views, title) -> None:
    told(views, title=title)
    assert len(found(views).things) == 8


@pytest.mark.parametrize("path", ["Garden > 2024", "Garden > Top Bestsellers"])
def test_a_category_without_a_name_has_no_guide(views, path) -> None:
    told(views, path=path)
    assert states(views) == ["withdrawn"]


@pytest.mark.parametrize("end", [" \U0001f44d", " \u6771.", " 5/5 from Anna Meier"])
def test_what_cannot_be_quoted_costs_nothing_else(views, end) -> None:
    told(views)
    thing = found(views).things[0]
    voices = [replace(voice, text=f"{voice.text}{end}") for voice in thing.voices]
    blocks = list(said(found(views), replace(thing, voices=voices)))
    assert [block for block in blocks if isinstance(block, Quote)] == []


def test_every_letter_that_is_let_through_can_be_set(views) -> None:
    letters = [chr(n) for n in range(0x20, 0x3000) if has_glyph(chr(n))]
    titled = " ".join("".join(letters[n : n + 40]) for n in range(0, len(letters), 40))
    whole = replace(sound(), subtitle=titled)
    assert len(letters) > 900
    assert pdf(whole).startswith(b"%PDF-")


def test_prices_that_nobody_confirmed_for_long_are_left_out(views) -> None:
    told(views)
    views.connection.execute(
        "update offers_latest set checked_at = checked_at - interval 70 day where host = ?",
        [HOSTS[0]],
    )
    assert asked(views) == []


def test_two_guides_do_not_read_alike(views) -> None:
    told(views)
    for place in range(8):
        thing(views, f"pot{place}", place, path="Kitchen > Pots")
    rows = asked(views)
    works = [
        guided(category(r["path"], r["currency"], r["groups"]), r["as_of"])
        for r in rows
    ]
    openings = {msgspec.json.encode(work.chapters[0].blocks[0]) for work in works}
    assert len(openings) == 2


def test_nothing_said_makes_nothing() -> None:
    schema = pa.schema(
        [("withdrawn", pa.string()), ("title", pa.string()), ("input_key", pa.string())]
    )
    empty = pa.RecordBatch.from_pylist([], schema=schema)
    assert make(empty)["generated"].num_rows == 0


def test_the_second_pick_costs_more_where_the_first_is_the_cheapest(views) -> None:
    told(views, 12)
    views.connection.execute(
        "update offers_latest set price_minor = 500 where listing_key like 'rake0-%'"
    )
    many, more, *_ = picks(found(views))
    assert (many.thing.group_key, more.whom) == ("rake0", "for more money")
    assert more.thing.price >= found(views).middle_price


def test_the_method_tells_of_both_rules_for_the_second_pick(views) -> None:
    told(views, 12)
    method = str(whole(work(views)).chapters[-3])
    assert "the one with the lowest price, where that is below" in method
    assert "highest score from the middle price on" in method


def test_no_dearer_pick_stands_beside_a_best_that_is_dear_itself(views) -> None:
    told(views, 12)
    views.connection.execute("update offers_latest set price_minor = 1500")
    best, *others = picks(found(views))
    assert best.thing.price == found(views).middle_price
    assert {pick.whom for pick in others} <= {"liked by its buyers"}


def test_stars_are_told_where_a_few_gave_them(views) -> None:
    told(views)
    rated = "update offers_latest set rating = 4.25, reviews = ? where host = ?"
    views.connection.execute(rated, [4, HOSTS[1]])
    assert found(views).things[0].asked.rated is None
    views.connection.execute(rated, [5, HOSTS[1]])
    assert found(views).things[0].asked.rated.host == HOSTS[1]
    assert states(views) == ["checked"]


def test_each_trait_says_what_it_costs(views) -> None:
    told(views)
    (choose,) = [c for c in work(views).chapters if c.name == "choose"]
    (sheet,) = [block for block in choose.blocks if isinstance(block, Sheet)]
    first = [text.text for text in sheet.rows[0]]
    assert first == ["40 cm", "3", "10.00 EUR", "10.30 EUR"]


@pytest.mark.parametrize(
    ("name", "stands"), [("Kiosk Öst", "Kiosk Öst"), ("\u6771\u4eac", "Harvestman")]
)
def test_a_guide_is_published_by_the_shop(views, name, stands) -> None:
    told(views)
    rows = views.connection.sql(f"from ({GUIDES.query})").to_arrow_table()
    made = make(rows.to_batches()[0], publisher=name)
    page = made["files"].to_pylist()[2]["content"].decode()
    assert stands in page
    assert made["files"].num_rows == 3
