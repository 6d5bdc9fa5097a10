import pytest
from models_at_hand import english

from enrich.equipment import Equipment
from enrich.settings import EnrichSettings
from enrich.text import entity
from enrich.text.entityrules import named
from enrich.text.spans import Span, apart

RULES = entity.stage(Equipment())
ENGLISH = "Angela Merkel met managers of Siemens in Munich on Monday"


def piped(*, keep_persons=False):
    settings = EnrichSettings(pipeline=str(english()), keep_persons=keep_persons)
    return entity.stage(Equipment(settings=settings))


def told(text, *names, language="en"):
    known = [{"text": name.lower(), "label": "BRAND"} for name in names]
    return [(span.label, span.text) for span in named(text, known, language)]


def labels(rows):
    return {
        row["entity_key"]: [(s["label"], s["text"]) for s in row["outputs"]]
        for row in rows
    }


def product(key, title, **more):
    return {
        "listing_key": key,
        "source_url": f"https://{key}.test/",
        "title": title,
        **more,
    }


def article(url, text, language):
    return {"url": url, "text": text, "language": language}


@pytest.mark.parametrize(
    ("label", "text"),
    [
        *(
            ("MONEY", text)
            for text in ("$1,299.00", "12,50 €", "EUR 40", "5 million dollars")
        ),
        *(("MONEY", text) for text in ("US$20", "1 299 kr", "£3.5bn", "20 zł")),
        *(("DATE", text) for text in ("2024-02-28", "31.12.2025", "3rd of May 2024")),
        *(("DATE", text) for text in ("January 31, 2024", "7. März 2023", "12/31/24")),
        *(
            ("QUANTITY", text)
            for text in ("1.7 l", "256GB", "10 x 20 x 30 cm", "15-inch")
        ),
        *(("PERCENT", text) for text in ("12.5 %", "40 percent")),
    ],
)
def test_amounts_are_found_with_their_kind(label: str, text: str) -> None:
    assert told(f"It says {text} here.") == [(label, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Write to bob.dyson@acme.example or see https://acme.example/Acme",
        "Call +49 170 1234567 or 030 123 45 67",
        "acme in small letters, Acmeology and ACMEs",
        "version 12 of part 7, room 101",
    ],
)
def test_addresses_and_mere_words_are_no_names(text: str) -> None:
    assert told(text, "Acme", "Dyson") == []


def test_brands_are_found_as_whole_words_where_written_as_names() -> None:
    found = told("The ACME kettle beats Acme's old one", "Acme", "The")
    assert found == [("BRAND", "ACME"), ("BRAND", "Acme")]


def test_of_two_names_the_longer_stays() -> None:
    spans = [Span("Pro", "BRAND", 6, 9), Span("Acme Pro", "BRAND", 1, 9)]
    assert apart([*spans, Span("x", "MODEL", 9, 10)]) == [
        spans[1],
        ("x", "MODEL", 9, 10),
    ]


def test_a_text_names_brands_and_models_of_other_listings(views) -> None:
    views.add("products", product("a", "Kettle", brand="Acme", mpn="KX-500"))
    views.add("articles", article("u", "We liked the Acme KX-500 best.", "en"))
    found = labels(views.run(RULES))
    assert ["BRAND", "MODEL"] in [
        [label for label, _ in some] for some in found.values()
    ]


def test_a_number_is_found_among_many_that_begin_alike(views) -> None:
    known = [product(f"p{n}", "Screw", mpn=f"10-32X1/{n}") for n in range(40)]
    long = "10-32X1/2-ZN-SS-A2-DIN912-TX30-BLK"
    views.add("products", *known, product("z", "Bolt", mpn=long))
    views.add("articles", article("u", f"10 of 10-32X1/23, one {long}.", "en"))
    (found,) = [some for some in labels(views.run(RULES)).values() if some]
    assert found == [("MODEL", "10-32X1/23"), ("MODEL", long)]


def test_a_text_is_held_against_no_name_that_only_begins_alike(views) -> None:
    many = [product(f"p{n}", f"A 10-32X1/{n}", mpn=f"10-32X1/{n}") for n in range(300)]
    views.add("products", *many)
    rows = views.connection.sql(RULES.query).to_arrow_table().to_pylist()
    given = {row["text"]: [one["text"] for one in row["names"]] for row in rows}
    assert given == {f"A 10-32X1/{n}": [f"10-32x1/{n}"] for n in range(300)}


def test_a_place_is_where_the_words_stand(views) -> None:
    views.add("articles", article("u", "Für 20 € gibt es mehr.", "de"))
    (row,) = views.run(RULES)
    (span,) = row["outputs"]
    assert (
        "Für 20 € gibt es mehr."[span["start"] : span["end"]] == span["text"] == "20 €"
    )


def test_a_pipeline_finds_names_and_keeps_no_persons(views) -> None:
    views.add("articles", article("u", ENGLISH, "en"))
    (found,) = labels(views.run(piped())).values()
    assert ("GPE", "Munich") in found
    assert "Angela Merkel" not in str(found)


def test_persons_are_kept_when_the_owner_says_so(views) -> None:
    views.add("articles", article("u", ENGLISH, "en"))
    views.run(piped())
    (found,) = labels(views.run(piped(keep_persons=True))).values()
    assert ("PERSON", "Angela Merkel") in found


def test_a_pipeline_reads_its_own_language_alone(views) -> None:
    views.add("articles", article("u", f"{ENGLISH}, 20 €", "de"))
    (found,) = labels(views.run(piped())).values()
    assert found == [("MONEY", "20 €")]


def test_listings_and_opinions_have_the_language_that_was_told(views) -> None:
    views.add("products", product("a", "Lamp", description=ENGLISH))
    assert "Munich" not in str(views.run(piped()))
    views.add("enriched_languages", {"entity_key": "a", "language": "en"})
    assert "Munich" in str(views.run(piped()))
    assert views.run(piped()) == []


def test_what_is_named_once_is_not_looked_at_again(views) -> None:
    views.add("products", product("a", "Acme kettle", brand="Acme"))
    views.add("opinions", {"listing_key": "a", "text": "My Acme lasted 2 years"})
    assert len(views.run(RULES)) == 2
    views.add("products", product("b", "Hose", brand="Zed"))
    assert [row["entity_key"] for row in views.run(RULES)] == ["b"]
