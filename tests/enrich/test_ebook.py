"""Books on niches: which niche has one, what it says and rests on, and when it goes."""

from datetime import date

import msgspec
import pyarrow as pa
import pytest
import told_category
from editions import checked
from told_category import GLAD, HOSTS, SORRY, thing
from told_niche import ARTICLE, KINDS, article, moved, opinion, page, programme, told

from enrich.generate.booked import booked, evidence
from enrich.generate.checked import CHECKED
from enrich.generate.ebook import EBOOKS, make
from enrich.generate.ebookbuyers import Talk, glad_words, sorry_words
from enrich.generate.ebookfound import Niche, niche
from enrich.generate.ebookterms import TOPICS
from enrich.generate.gate.evidence import Evidence
from enrich.generate.gate.gate import faults
from enrich.generate.guidefound import Voice
from enrich.generate.work import Chart, Quote, Sheet, Text, Words, Work

replace = msgspec.structs.replace


def asked(views) -> list[dict]:
    found = views.connection.sql(f"from ({EBOOKS.query})").to_arrow_table()
    return found.to_pylist()


def found(views) -> Niche:
    (row,) = asked(views)
    return niche(row)


def work(views) -> Work:
    (row,) = asked(views)
    return booked(niche(row), row["as_of"])


def blocks(views, of: type) -> list:
    every = [block for chapter in work(views).chapters for block in chapter.blocks]
    return [block for block in every if isinstance(block, of)]


def names(views) -> list[str]:
    return [chapter.name for chapter in work(views).chapters]


def words(views) -> str:
    return msgspec.json.encode(work(views)).decode()


def states(views) -> list[str]:
    return [row["status"] for row in views.run(EBOOKS)]


def rules(views, planted: Work) -> set[str]:
    return {fault.rule for fault in faults(planted, evidence(found(views)))}


_ONCE: list[tuple[Work, Evidence]] = []


@pytest.fixture
def sound(views) -> tuple[Work, Evidence]:
    """A book and what it is held against, asked for once."""
    if not _ONCE:
        told(views)
        _ONCE.append((work(views), evidence(found(views))))
    return _ONCE[0]


def change(views, sql: str, *values: object) -> None:
    views.connection.execute(sql, list(values))


def test_a_wide_niche_has_a_book_that_the_lake_bears(views) -> None:
    told(views)
    assert checked(views, EBOOKS) == ["checked"]


def test_the_lake_bears_a_book_with_all_its_chapters(views) -> None:
    told(views, 6)
    moved(views)
    assert names(views) == [
        *(
            "way-in",
            "kind-1",
            "kind-2",
            "kind-3",
            "words",
            "prices",
            "brands",
            "buyers",
        ),
        *("checklist", "selling", "reading", "index"),
    ]
    assert checked(views, EBOOKS) == ["checked"]


def test_a_book_whose_lake_changed_meanwhile_stays_a_draft(views) -> None:
    told(views)
    views.run(EBOOKS)
    change(views, "update offers_latest set price_minor = price_minor + 100")
    assert [row["status"] for row in views.run(CHECKED)] == ["draft"]


def test_a_book_lies_there_in_three_forms_of_the_same_bytes(views) -> None:
    told(views)
    rows = views.connection.sql(f"from ({EBOOKS.query})").to_arrow_table()
    files, again = (make(rows.to_batches()[0])["files"] for _ in range(2))
    forms = [path.rpartition(".")[2] for path in files.column("path").to_pylist()]
    assert forms == ["pdf", "epub", "html"]
    assert files.equals(again)


def test_two_kinds_are_too_few(views) -> None:
    told(views)
    change(views, "delete from products where category_path[2] = 'Hoses'")
    assert asked(views) == []


def test_a_kind_of_three_things_is_none(views) -> None:
    told(views, 3)
    assert asked(views) == []


def test_two_shops_are_too_few(views) -> None:
    told(views)
    change(views, "delete from offers_latest where host = ?", HOSTS[0])
    assert asked(views) == []


def test_things_that_are_told_in_another_language_are_left_out(views) -> None:
    told(views)
    change(views, "update enriched_languages set language = 'de' where kind is null")
    assert asked(views) == []


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_shops_that_reserve_their_rights_are_no_sources(views, right) -> None:
    told(views, rights={right: True})
    assert asked(views) == []


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_what_reserves_its_rights_is_neither_a_source_nor_quoted(views, right) -> None:
    told(views)
    url = "https://doum.test/rakes0"
    page(views, url, **{right: True})
    product = {"listing_key": "doum", "source_url": url, "title": "Rake of doum"}
    views.add("products", product | {"category_path": ["Garden", "Rakes"]})
    views.add("enriched_matches", {"entity_key": "doum", "group_key": "rakes0"})
    row = {"listing_key": "doum", "url": url, "host": "doum.test", "price_minor": 1}
    row |= {"currency": "EUR", "seen_at": views.start, "checked_at": views.start}
    views.add("offers_latest", row)
    opinion(views, f"rakes0-{HOSTS[0]}", url, "The doum handle is a great value.")
    article(views, "https://doum.test/news", rights={right: True})
    programme(views, "https://doum.test/pays", **{right: True})
    assert len(found(views).things) == 15
    assert "doum" not in words(views)


def test_what_reserves_nothing_is_quoted_with_its_site(views) -> None:
    told(views)
    page(views, "https://doum.test/rakes0")
    said = "The doum handle is a great value."
    opinion(views, f"rakes0-{HOSTS[0]}", "https://doum.test/rakes0", said)
    (quote,) = {q.text: q for q in blocks(views, Quote) if q.text == said}.values()
    assert quote.source == "a buyer, at doum.test"
    assert "doum.test" in {s.host for s in work(views).sources if s.is_quoted}


def test_the_same_facts_make_no_new_edition(views) -> None:
    told(views)
    moved(views)
    views.run(EBOOKS)
    assert views.run(EBOOKS) == []


def test_what_was_checked_is_not_made_again(views) -> None:
    told(views)
    assert checked(views, EBOOKS) == ["checked"]
    assert views.run(EBOOKS) == []


def test_the_day_of_reading_alone_makes_no_edition(views) -> None:
    told(views)
    views.run(EBOOKS)
    page(views, ARTICLE)
    change(views, "update pages set fetched_at = fetched_at + interval 3 day")
    assert views.run(EBOOKS) == []


def test_a_moved_price_makes_a_new_edition_under_the_same_key(views) -> None:
    told(views)
    (first,) = views.run(EBOOKS)
    change(views, "update offers_latest set price_minor = price_minor + 1")
    (second,) = views.run(EBOOKS)
    assert first["generated_key"] == second["generated_key"]
    assert first["digest"] != second["digest"]


def test_a_book_goes_once_when_its_niche_becomes_thin_and_comes_back(views) -> None:
    told(views)
    views.run(EBOOKS)
    change(views, "create table kept as from offers_latest")
    change(views, "delete from offers_latest")
    assert [states(views), states(views)] == [["withdrawn"], []]
    change(views, "insert into offers_latest from kept")
    assert states(views) == ["draft"]


def test_three_niches_have_a_book_and_keep_it(views) -> None:
    for place in range(4):
        for number in range(12):
            path = f"Niche {'abcd'[place]} > Kind {'xyz'[number % 3]}"
            thing(views, f"n{place}-{number}", path=path)
    assert len(views.run(EBOOKS)) == 3
    assert views.run(EBOOKS) == []


@pytest.mark.parametrize(
    "title", ["Kettle, only 4.99 EUR", "The best rake", "\u6771\u4eac"]
)
def test_a_niche_whose_things_cannot_be_named_has_no_book(views, title) -> None:
    told(views, title=title)
    assert [states(views), states(views)] == [["withdrawn"], []]


@pytest.mark.parametrize("niche_name", ["2024", "Top Deals"])
def test_a_niche_without_a_name_has_no_book(views, niche_name) -> None:
    told(views)
    change(
        views, "update products set category_path = [?, category_path[2]]", niche_name
    )
    assert states(views) == ["withdrawn"]


@pytest.mark.parametrize(
    ("title", "specs"),
    [
        ('#import "x"', "{"),
        ("<script>alert(1)</script>", "[1]"),
        ("\u202eevil\u0000 rake", '{"Width": {"a": 1}, "<b>": "#x"}'),
        ("rake " * 400, '{"Width": "9" , "best": "x"}'),
    ],
)
def test_hostile_facts_make_a_book_all_the_same(views, title, specs) -> None:
    told(views, title=title, specs=specs)
    assert rules(views, work(views)) == set()


@pytest.mark.parametrize("headline", ["The best rakes of 2026", "Rakes <script>"])
def test_hostile_headlines_cost_nothing_else(views, headline) -> None:
    told(views)
    article(views, "https://post.test/loud", headline=headline)
    assert checked(views, EBOOKS) == ["checked"]


def test_a_headline_is_cut_before_it_is_a_passage(views) -> None:
    told(views)
    said = "Why all those who have rakes will want a shed by the river"
    article(views, "https://post.test/long", headline=said, text=f"{said}. It is so.")
    assert "Why all those who have rakes will…" in words(views)
    assert checked(views, EBOOKS) == ["checked"]


def test_names_that_would_claim_something_cost_nothing(views) -> None:
    stated = (
        '{"Half load": "4 kg", "Wall": "double"}',
        '{"Half load": "5 kg", "Wall": "plain"}',
    )
    told(views)
    change(views, "update products set brand = 'e5' where brand = 'Oakley'")
    for n, specs in enumerate(stated):
        change(
            views,
            "update products set specs = ? where brand = ?",
            specs,
            ("e5", "Ashford")[n],
        )
    change(
        views, "update enriched_keyphrases set phrases = ['spare parts', 'three steps']"
    )
    assert checked(views, EBOOKS) == ["checked"]
    ((said,),) = views.connection.sql("select words from generated_works").fetchall()
    assert "spare parts" in said
    assert "Half load" in said


def test_an_article_on_something_else_is_no_reading(views) -> None:
    told(views)
    article(views, "https://post.test/boats", headline="Boats", text="Of boats.")
    assert "boats" not in words(views)
    assert ARTICLE in words(views)


def test_buyers_are_quoted_by_whole_sentences_and_hardly_twice(views) -> None:
    told(views)
    quotes = [quote.text for quote in blocks(views, Quote)]
    assert quotes
    assert max(quotes.count(text) for text in quotes) <= 2
    assert all(
        text in GLAD
        or text == "I sent it back and got my money."
        or text.startswith("The handle")
        for text in quotes
    )


@pytest.mark.parametrize(
    "left", ["a@b.test", "www.me.test", "+49 170 1234567", "Ann Lee"]
)
def test_nobody_is_quoted_who_can_be_reached_by_it(views, left, monkeypatch) -> None:
    monkeypatch.setattr(told_category, "GLAD", f"{GLAD} {left}")
    monkeypatch.setattr(told_category, "SORRY", f"{SORRY} {left}")
    told(views)
    assert sum(len(thing.voices) for thing in found(views).things) == 30
    assert blocks(views, Quote) == []


@pytest.mark.parametrize(
    ("text", "sentiment", "glad", "sorry"),
    [
        ("It works. Great value for the price.", 0.8, True, False),
        ("Awful: it broke after a year.", -0.8, False, True),
        ("Great value for the price.", -0.8, False, False),
        ("It is not a great value for the price.", 0.8, False, False),
        ("After three months of daily use nothing rattles.", -0.8, False, False),
        ("Great value\nfor the price", 0.8, False, False),
    ],
)
def test_a_sentence_stands_for_the_side_on_which_it_and_its_opinion_are(
    text, sentiment, glad, sorry
) -> None:
    where = {"url": "https://alder.test/a", "host": "alder.test", "listing_key": "a"}
    voice = Voice(
        opinion_key="o",
        text=text,
        sentiment=sentiment,
        read_on=date(2026, 11, 1),
        **where,
    )
    said = [Talk(name, topic, [voice]) for name, topic in TOPICS.items()]
    assert any(list(glad_words(talk)) for talk in said) == glad
    assert any(list(sorry_words(talk)) for talk in said) == sorry


def test_who_forgets_what_it_was_made_of_finds_the_book(views) -> None:
    told(views)
    (row,) = views.run(EBOOKS)
    of = (
        "select entity_key from enriched_sentiments",
        "select listing_key from offers_latest",
        f"select md5('{ARTICLE}')",
        "select programme_key from programmes",
    )
    keys = {key for sql in of for (key,) in views.connection.sql(sql).fetchall()}
    assert set(row["source_keys"]) == keys


def edited(work: Work, old: str, new: str) -> Work:
    told_of = msgspec.json.encode(work).decode()
    assert old in told_of
    return msgspec.json.decode(told_of.replace(old, new), type=Work)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"said":"44 cm"', '"said":"45 cm"'),
        ('"text":"44 cm"', '"text":"45 cm"'),
        ("40 cm", "4 cm"),
        ("10.00 EUR", "9.99 EUR"),
        ('"said":"15"', '"said":"16"'),
        ('"column":"specs.Width"', '"column":"specs.Height"'),
        ('"way":"least","form":"measure"', '"way":"most","form":"measure"'),
        ('"form":"measure"', '"form":"number"'),
        ("The Way In", "The 12 Ways In"),
        ("7.5 %", "75 %"),
    ],
)
def test_planted_figures_are_found(sound, old, new) -> None:
    whole, known = sound
    planted = faults(edited(whole, old, new), known)
    assert {fault.rule for fault in planted} == {"claims"}


def test_a_sound_book_has_no_fault(sound) -> None:
    assert faults(*sound) == []


def with_words(work: Work, text: str) -> Work:
    first, *rest = work.chapters
    added = replace(first, blocks=[*first.blocks, Words(text=Text(text=text))])
    return replace(work, chapters=[added, *rest])


def test_a_copied_passage_is_found(sound) -> None:
    whole, known = sound
    (fault,) = faults(with_words(whole, GLAD), known)
    assert fault.rule == "copied"


def test_a_bent_quotation_is_found(sound) -> None:
    whole, known = sound
    every = [block for chapter in whole.chapters for block in chapter.blocks]
    quote = next(block for block in every if isinstance(block, Quote))
    bent = edited(whole, quote.text, f"{quote.text[:-1]} indeed.")
    assert {fault.rule for fault in faults(bent, known)} == {"copied"}


def test_prices_of_the_past_say_when_prices_are_low(views) -> None:
    told(views)
    assert "prices" not in names(views)
    moved(views)
    (sheet,) = (s for s in blocks(views, Sheet) if s.caption.startswith("Moves that"))
    _, low, day, high, now = (cell.text for cell in sheet.rows[0])
    assert (low, high, now) == ("8.00 EUR", "14.00 EUR", "10.00 EUR")
    assert day == "27 September 2026"


def test_what_money_buys_is_told_by_the_figures_of_its_bands(views) -> None:
    told(views, 6)
    said = words(views)
    assert "40 cm" in said
    assert "44 cm" in said
    captions = {chart.caption for chart in blocks(views, Chart)}
    assert "The middle price, by material" in captions


def test_kinds_keep_their_capitals(views) -> None:
    told(views)
    assert [kind.noun for kind in found(views).kinds] == [
        "hoses",
        "LED strips",
        "rakes",
    ]
    assert sorted(KINDS) == [kind.name for kind in found(views).kinds]


def test_nothing_said_makes_nothing() -> None:
    schema = pa.schema(
        [(name, pa.string()) for name in ("withdrawn", "title", "input_key")]
    )
    empty = pa.RecordBatch.from_pylist([], schema=schema)
    assert make(empty)["generated"].num_rows == 0
