"""The gate: what is planted in a sound work is found, each by its rule."""

import msgspec
import pytest
from planted_works import (
    BREADTH,
    CLAIMS,
    COPIED,
    EIGHT,
    LINKS,
    PRIVATE,
    READING,
    Plant,
    quote,
    words,
)
from sound_work import EVIDENCE, HOSTS, NAMES, ROWS, WROTE, sound

from enrich.generate.gate.breadth import said
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.gate.gate import faults
from enrich.generate.letters import is_name
from enrich.generate.work import Work

replace = msgspec.structs.replace


def found(work: Work, evidence: Evidence = EVIDENCE) -> set[str]:
    return {fault.rule for fault in faults(work, evidence)}


def planted(plants: dict[str, Plant]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("plant", plants.values(), ids=plants)


def test_a_sound_work_has_no_fault() -> None:
    assert faults(sound(), EVIDENCE) == []


@planted(CLAIMS)
def test_what_no_row_bears_is_found(plant) -> None:
    assert "claims" in found(plant(sound()))


@planted(COPIED)
def test_what_is_copied_is_found(plant) -> None:
    assert "copied" in found(plant(sound()))


@planted(BREADTH)
def test_what_is_thin_is_found(plant) -> None:
    assert "breadth" in found(plant(sound()))


@planted(LINKS)
def test_what_leads_nowhere_is_found(plant) -> None:
    assert "links" in found(plant(sound()))


@planted(READING)
def test_what_cannot_be_read_is_found(plant) -> None:
    assert "reading" in found(plant(sound()))


@pytest.mark.parametrize("page", [Page(alive=False, reserved=False), Page(alive=True, reserved=True)])  # fmt: skip
@pytest.mark.parametrize("link", ["https://alder.test/a", "https://alder.test/f"])
def test_a_page_that_died_or_reserved_its_rights_is_found(page, link) -> None:
    pages = {**EVIDENCE.pages, link: page}
    assert found(sound(), replace(EVIDENCE, pages=pages)) == {"links"}


@pytest.mark.parametrize("host", HOSTS)
def test_a_forgotten_site_is_found(host) -> None:
    rows = {key: row for key, row in ROWS.items() if row.get("host") != host}
    assert found(sound(), replace(EVIDENCE, rows=rows)) == {"claims"}


def test_a_forgotten_opinion_is_found_where_it_was_quoted() -> None:
    rows = {key: row for key, row in ROWS.items() if key != ("opinions", "o2")}
    assert found(sound(), replace(EVIDENCE, rows=rows)) == {"copied"}


def test_a_price_that_moved_since_is_found() -> None:
    moved = {**ROWS[("offers", "c-alder.test")], "price_minor": 1759}
    rows = {**ROWS, ("offers", "c-alder.test"): moved}
    assert found(sound(), replace(EVIDENCE, rows=rows)) == {"claims"}


@pytest.mark.parametrize("kept", [1.0, 0.9])
def test_a_near_twin_of_what_is_on_sale_is_found(kept) -> None:
    whole = said(sound())
    other = whole[: int(len(whole) * kept)]
    evidence = replace(EVIDENCE, on_sale={"other": other})
    assert found(sound(), evidence) == {"twins"}


def test_a_new_edition_is_no_twin_of_the_old_one() -> None:
    evidence = replace(EVIDENCE, on_sale={sound().key: said(sound())})
    assert faults(sound(), evidence) == []


@pytest.mark.parametrize(
    "text",
    [
        f"The {NAMES[2]} is light.",
        "As of 22 November 2026 this holds.",
        " ".join(WROTE.split()[:7]) + ".",
        "Many rakes are alike.",
        "Nobody paid to stand in this guide.",
        "No shop paid for its place here.",
        "The latter test of butter paper, in the forest, is for the other guests.",
        "Unfold it and look whether your interest is honest.",
    ],
)
def test_what_is_sound_passes(text) -> None:
    assert faults(words(text)(sound()), EVIDENCE) == []


def test_a_passage_is_free_between_quotation_marks_up_to_a_length() -> None:
    assert faults(quote(WROTE, key="o1")(sound()), EVIDENCE) == []
    long = WROTE + " So it went." * 9
    told_long = {"text": long, "url": "https://alder.test/a"}
    evidence = replace(EVIDENCE, rows={**ROWS, ("opinions", "o1"): told_long})
    assert found(quote(long, key="o1")(sound()), evidence) == {"copied"}


def quoted(text: str) -> set[str]:
    row = {"text": text, "url": "https://alder.test/a"}
    rows = {**ROWS, ("opinions", "o1"): row}
    return found(quote(text, key="o1")(sound()), replace(EVIDENCE, rows=rows))


@pytest.mark.parametrize("text", PRIVATE)
def test_nobody_is_quoted_with_a_name_or_an_address(text) -> None:
    assert quoted(text) == {"copied"}


@pytest.mark.parametrize(
    "text",
    [
        "It broke. The shop sent one.",
        "I like my Oakvendel Ledge a lot.",
        "The Oakvendel is light.",
        "We rake in Autumn. Then we rest.",
    ],
)
def test_things_are_quoted_with_their_names(text) -> None:
    assert quoted(text) == set()


@pytest.mark.parametrize(
    "name",
    [
        *("Half price rake 19 euros", "Rake 50 percent off", "Save 20 dollars rake"),
        *(
            "Rake for 19 pounds",
            "Rake now 19,-",
            "Number one rake",
            "Rake, 19.- a piece",
        ),
        *("Rake twice as strong", "Strongest fork", "The fork ever", "Unbeatable fork"),
    ],
)
def test_what_cries_is_no_name(name) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Free standing fan",
            "Off-road tyre",
            "Top load washer 7 kg",
            "Half zip jumper",
        ),
        *(
            "Kettlebell 20 pounds",
            "Euro box 60 x 40",
            "Forest green vest",
            "Everest tent",
        ),
        *("Chest freezer", "Harvest basket", "Cooler bag", "Lighter refill"),
    ],
)
def test_what_is_called_so_is_a_name(name) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["20", "Kettle for 4.99 EUR", "The best rake", "-50 %"]
)
def test_a_name_that_is_none_hides_no_figure(name) -> None:
    evidence = replace(EVIDENCE, names=EVIDENCE.names | {name, "a"})
    assert found(words(f"Look: {name}.")(sound()), evidence) == {"claims"}
    assert found(words(f"{EIGHT} for us.")(sound()), evidence) == {"copied"}
