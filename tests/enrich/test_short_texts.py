"""Short texts: what is said of whom, in how many letters, and when it is said no more."""

import json
import re
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest
from told_category import HOSTS, thing, told

from enrich.generate.gate.lookup import Shown, looked_up
from enrich.generate.guide import GUIDES
from enrich.generate.kinds import KINDS
from enrich.generate.short import product, workwords
from enrich.generate.short.channels import SLOTS, most
from enrich.generate.short.checked import evidence, faults
from enrich.generate.short.found import Bid, Heard, Product
from enrich.generate.short.sayings import shortened
from enrich.generate.short.script import seconds
from enrich.generate.short.texts import SHORT_TEXTS
from enrich.generate.work import Text

SPECS = {"Material": "ash", "Colour": "sage green", "Width": "40 cm", "EAN": "9527"}
DOCS = Path(__file__).parents[2] / "docs" / "shorttexts.md"


@pytest.fixture
def rake(views):
    """One rake in three shops, with all that can be known of one."""
    thing(views, "rake", specs=json.dumps(SPECS))
    views.connection.execute(
        "update offers_latest set rating = 4.5, reviews = 31, availability = 'InStock'"
    )
    return views


def texts(views) -> dict[str, str]:
    return {row["slot"]: row["text"] for row in views.run(SHORT_TEXTS)}


def passed(views) -> None:
    """Let there be a guide that passed the gate."""
    views.run(GUIDES)
    views.connection.execute("update generated set status = 'checked'")


def of(**more) -> Product:
    bids = [
        Bid(listing_key=f"{host}-{n}", host=host, price_minor=1000 + 100 * n)
        for n, host in enumerate(HOSTS)
    ]
    given = {"entity_key": "g", "listing_key": "l", "title": "Oakley rake", **more}
    return Product(**{"currency": "EUR", "offers": bids, **given})


def wrong(told_of: Product, written: dict[str, Text], **sources: str) -> list[str]:
    known = evidence(told_of.rows, told_of.names, sources)
    return [fault.rule for fault in faults(written, known)]


def test_a_product_of_which_much_is_known_has_a_text_in_every_place(rake) -> None:
    assert texts(rake).keys() == SLOTS.keys()


def test_no_text_has_more_letters_than_its_place(rake) -> None:
    assert [s for s, text in texts(rake).items() if len(text) > most(s)] == []


def test_a_generated_product_has_texts_too(views) -> None:
    told(views)
    passed(views)
    rows = [row for row in views.run(SHORT_TEXTS) if row["kind"] == "generated"]
    assert {row["slot"] for row in rows} == SLOTS.keys()
    (said,) = [row["text"] for row in rows if row["slot"] == "description"]
    assert {"8 products", "3 shops", "10.00 EUR"} <= set(
        re.findall(r"8 products|3 shops|10.00 EUR", said)
    )


def test_every_kind_of_product_has_words_of_its_own() -> None:
    assert workwords.KINDS.keys() == workwords.USES.keys() == KINDS.keys()


@pytest.mark.parametrize(
    "state",
    ["status = 'refused'", "status = 'draft'", "status = 'withdrawn'"],
)
def test_an_edition_that_may_not_be_sold_has_no_texts(views, state) -> None:
    told(views)
    passed(views)
    views.connection.execute(f"update generated set {state}")  # noqa: S608 - ours
    assert {row["kind"] for row in views.run(SHORT_TEXTS)} == {"product"}


def test_every_figure_in_a_text_names_its_rows(rake) -> None:
    rows = rake.run(SHORT_TEXTS)
    told_of = {fact["said"] for row in rows for fact in row["facts"]}
    assert {"4.5", "31", "40 cm", "ash", "3"} <= told_of
    assert all(fact["keys"] for row in rows for fact in row["facts"])


def test_a_figure_that_no_row_bears_is_not_written() -> None:
    written = {
        "x_post": Text(text="Oakley rake for 12 EUR."),
        "email_subject": Text(text="Oakley rake"),
    }
    assert wrong(of(), written) == ["claims"]


def test_what_its_page_says_already_is_not_written(rake) -> None:
    said = texts(rake)["description"]
    rake.connection.execute("update products set description = ?", [f"Shop! {said}"])
    assert "description" not in texts(rake)


def test_too_little_known_gives_no_description_but_a_title(views) -> None:
    thing(views, "rake", specs="{}", title="Rake")
    views.connection.execute("delete from opinions")
    views.connection.execute("delete from enriched_sentiments")
    views.connection.execute("delete from offers_latest where host <> ?", [HOSTS[0]])
    found = texts(views)
    assert "Rake" in found["seo_title"]
    assert "video_hook" not in found


def test_the_same_facts_are_written_once_and_one_more_thing_alone(views) -> None:
    told(views, 3)
    first = {row["entity_key"] for row in views.run(SHORT_TEXTS)}
    again = views.run(SHORT_TEXTS)
    thing(views, "new", 9)
    more = {row["entity_key"] for row in views.run(SHORT_TEXTS)}
    assert (first, again, more) == ({"rake0", "rake1", "rake2"}, [], {"new"})


def test_what_is_sold_no_more_is_taken_back_once_and_comes_back(rake) -> None:
    rake.run(SHORT_TEXTS)
    rake.connection.execute("update offers_latest set availability = 'SoldOut'")
    (back,) = rake.run(SHORT_TEXTS)
    assert (back["entity_key"], back["model"], back["text"]) == ("rake", None, None)
    assert rake.run(SHORT_TEXTS) == []
    rake.connection.execute("update offers_latest set availability = 'InStock'")
    assert texts(rake).keys() == SLOTS.keys()


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_pages_that_reserve_their_rights_give_nothing(views, right) -> None:
    thing(views, "rake", rights={right: True})
    assert views.run(SHORT_TEXTS) == []


@pytest.mark.parametrize("title", ["Only 9.99 EUR", "\u6771\u4eac", "-50 % today"])
def test_what_has_no_name_has_no_text(views, title) -> None:
    thing(views, "rake", title=title)
    assert views.run(SHORT_TEXTS) == []


@pytest.mark.parametrize(
    "title",
    ["{it} rake {0}", "<script>rake</script>", "rake " * 400, "\u202erake\x00 it"],
)
@pytest.mark.parametrize(
    "specs", ["{", "[1]", '{"Width": {"a": 1}}', '{"{it}": "{x}"}']
)
def test_hostile_words_are_words(views, title, specs) -> None:
    thing(views, "rake", title=title, specs=specs)
    found = texts(views)
    assert {"seo_title", "search_headline_1"} <= found.keys()
    assert all(text.isprintable() for text in found.values())


def test_a_page_in_another_language_gives_its_name_alone(rake) -> None:
    rake.connection.execute("update enriched_languages set language = 'fr'")
    assert not any("ash" in text.split() for text in texts(rake).values())


def test_low_ratings_are_told_in_sentences_and_are_no_headline() -> None:
    bids = [Bid(listing_key="b", host="b.test", price_minor=100, rating=2.1, reviews=9)]
    found = product.texts(of(offers=bids, specs=json.dumps(SPECS)))
    telling = {slot for slot, text in found.items() if "2.1" in text.text}
    assert "description" in telling <= {"description", "pinterest_text", "email_teaser"}


def test_sorry_buyers_are_told_of() -> None:
    heard = [Heard(f"o{n}", judged) for n, judged in enumerate((0.8, -0.6, -0.7))]
    found = product.texts(of(heard=heard, specs=json.dumps(SPECS)))
    told_of = {(fact.table, len(fact.keys)) for fact in found["description"].facts}
    assert {("enriched_sentiments", 1), ("enriched_sentiments", 2)} <= told_of


def test_an_opinion_is_glad_or_not_as_the_gate_says(rake) -> None:
    rake.connection.execute("update enriched_sentiments set sentiment = 0.151")
    told_of = rake.connection.sql(SHORT_TEXTS.query).to_arrow_table().to_pylist()
    heard = [Heard(**one) for one in told_of[0]["product"]["heard"]]
    keys = [one.opinion_key for one in heard]
    assert (len(keys), of(heard=heard).judging(glad=True)) == (2, keys)
    for one in heard:
        stored = json.dumps({"sentiment": one.sentiment})
        table = "enriched_sentiments"
        found = looked_up([Shown(of_table=table, key=one.opinion_key, shown=stored)])
        assert found[table, one.opinion_key]["glad"]


def test_who_forgets_a_page_or_an_opinion_finds_the_texts(rake) -> None:
    keys = set(rake.run(SHORT_TEXTS)[0]["source_keys"])
    named = "select entity_key from enriched_sentiments union select listing_key from offers_latest"
    assert keys == {key for (key,) in rake.connection.sql(named).fetchall()}


@pytest.mark.parametrize(
    ("name", "limit", "short"),
    [
        ("Grellan Inlet 530 outdoor lantern, IP44, grey", 30, "Grellan Inlet 530"),
        ("Grellan Inlet 530 outdoor lantern, IP44, grey", 36, "Grellan Inlet 530 outdoor lantern"),
        ("Bike lights: Which One Is for You", 30, "Bike lights"),
        ("A rake for the leaves of a garden", 16, "A rake"),
        ("Rake", 3, ""),
    ],
)  # fmt: skip
def test_names_are_cut_where_they_may_end(name, limit, short) -> None:
    assert shortened(name, limit) == short


def test_what_is_said_longer_takes_longer() -> None:
    assert seconds("one two") < seconds("one two three " * 5) < 10


# What somebody wrote for rakes of one shelf.
BY_HAND = [
    (
        "A leaf rake for small lawns. The head is 40 cm wide and made of ash, and with 9 reviews "
        "it stands at 4 stars. Three shops have it; their prices differ little, so take the one "
        "that sends it soonest."
    ),
    (
        "Wet leaves need a stiff head, and this rake has one: steel, 41 cm wide. Buyers give it "
        "4 stars in 9 reviews. It is sold in 3 shops, and the cheapest of them saves you a "
        "little money."
    ),
    (
        "Made of birch and 42 cm wide, this rake is light enough for an afternoon. You can buy it "
        "in 3 shops. In one of them, 9 people reviewed it, and 4 stars came of that."
    ),
    (
        "This is the wider brother: 43 cm, ash, the same stick. Who reviewed it gave 4 stars, 9 "
        "times so far. Look at all 3 shops before you buy, as one of them asks more."
    ),
]


def runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}


def alike(all_of: list[str]) -> float:
    """Return the mean share of runs of three words that two of the texts share."""
    found = [runs(text) for text in all_of]
    return mean(len(a & b) / min(len(a), len(b)) for a, b in combinations(found, 2))


def drawn(n: int) -> Product:
    """Return one of many products that are as like each other as those of one shelf."""
    stated = {"Material": ["ash", "steel", "birch"][n % 3], "Width": f"{40 + n} cm"}
    bids = [
        Bid(
            listing_key=f"{n}{h}",
            host=h,
            price_minor=1000 + n * k,
            rating=4.0,
            reviews=9,
        )
        for k, h in enumerate(HOSTS)
    ]
    about = {"title": f"Leaf rake {n}", "specs": json.dumps(stated), "offers": bids}
    return of(entity_key=f"g{n}", category="Leaf rakes", **about)


def test_neighbours_on_a_shelf_do_not_read_like_one_letter() -> None:
    written = [product.texts(drawn(n))["description"].text for n in range(40)]
    one_form = [re.sub(r"Rake \d|\d+", str(n), written[0]) for n in range(9)]
    # Nearer to those by hand than to a letter of one form.
    assert alike(BY_HAND) < alike(written) < 0.25 < 0.6 < alike(one_form)


def test_the_page_on_short_texts_names_every_place_with_its_limit() -> None:
    page = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (\d+) \|", page, re.MULTILINE)
    assert dict(rows) == {slot: str(of.most) for slot, of in SLOTS.items()}
