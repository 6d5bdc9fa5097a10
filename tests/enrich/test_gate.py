"""The gate: what is planted in a sound work is found, each by its rule."""

from collections.abc import Callable

import msgspec
import pytest
from sound_work import EVIDENCE, HOSTS, NAMES, ROWS, WROTE, sound

from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.gate.gate import faults
from enrich.generate.work import (
    Bar,
    Block,
    Chart,
    Head,
    Points,
    Quote,
    Sheet,
    Text,
    Tile,
    Tiles,
    Words,
    Work,
)

replace = msgspec.structs.replace
Plant = Callable[[Work], Work]
EIGHT = " ".join(WROTE.split()[:9])


def found(work: Work, evidence: Evidence = EVIDENCE) -> set[str]:
    return {fault.rule for fault in faults(work, evidence)}


def with_block(block: Block) -> Plant:
    def planted(work: Work) -> Work:
        first, *rest = work.chapters
        return replace(
            work, chapters=[replace(first, blocks=[*first.blocks, block]), *rest]
        )

    return planted


def words(text: str, **more: object) -> Plant:
    return with_block(Words(text=Text(text=text, **more)))


def cell(text: str, **more: object) -> Plant:
    rows = [[Text(text=text, **more)]]
    return with_block(Sheet(caption="What is said", names=["Said"], rows=rows))


def edited(old: str, new: str, times: int = -1) -> Plant:
    """The work with `old` written `new`, wherever it stands in it."""

    def planted(work: Work) -> Work:
        written = msgspec.json.encode(work).decode()
        assert old in written
        return msgspec.json.decode(written.replace(old, new, times), type=Work)

    return planted


def told(**more: object) -> Plant:
    return lambda work: replace(work, **more)


def quote(text: str, **more: object) -> Plant:
    (block,) = [b for b in sound().chapters[0].blocks if isinstance(b, Quote)]
    return with_block(replace(block, text=text, **more))


def bar(name: str, said: str) -> Plant:
    bars = [Bar(name=name, value=1, said=Text(text=said))]
    return with_block(Chart(caption="What is said", bars=bars))


def tile(figure: str, said: str) -> Plant:
    return with_block(Tiles(tiles=[Tile(figure=Text(text=figure), words=said)]))


CLAIMS = {
    "a price a cent too low, in words and fact": edited("15.00 EUR", "14.99 EUR"),
    "a price changed in its fact alone": edited('"said":"15.00 EUR"', '"said":"15.01 EUR"', 1),
    "a price changed in its words alone": edited("costs 15.00 EUR", "costs 15.01 EUR"),
    "a price of a product changed into another's": edited("costs 15.00 EUR", "costs 16.30 EUR"),
    "a weight that its row does not say": edited("400", "399"),
    "a count of shops": edited("in 4 shops", "in 5 shops"),
    "a count of products in a fact": edited('"said":"6"', '"said":"7"'),
    "another currency": edited('15.00 EUR"', '15.00 USD"'),
    "a fact of another row": edited('"keys":["a-alder.test"]', '"keys":["b-alder.test"]'),
    "a fact of no row": edited('"keys":["a-alder.test"]', '"keys":[]'),
    "a fact of two rows that needs one": edited('"keys":["a-alder.test"]', '"keys":["a-alder.test","b-alder.test"]'),
    "a fact of a row that never was": edited('"keys":["a-alder.test"]', '"keys":["z-alder.test"]'),
    "a fact of a column that never was": edited('"column":"weight_g"', '"column":"weight"'),
    "a fact of a table that never was": edited('"table":"products"', '"table":"goods"'),
    "the least told as the most": edited('"way":"least"', '"way":"most"'),
    "a sum told of one": edited('"way":"least"', '"way":"sum"'),
    "a claim that the dear one is cheap": edited('"keys":["a-alder.test","a-birch.test"', '"keys":["a-birch.test","a-alder.test"'),
    "a claim against more than was looked at": edited("cheapest of 4 shops", "cheapest of 40 shops"),
    "figures in words": words("It lasts 12 years."),
    "figures in words without a space": words("It lasts12years."),
    "figures of another script": words("It lasts \u0661\u0662 years."),
    "full-width figures": words("It lasts \uff11\uff12 years."),
    "figures beside a name": words(f"The {NAMES[0]} 2 is out."),
    "figures in a list": with_block(Points(items=[Text(text="It weighs 3 kg.")])),
    "figures in a cell": cell("99 %"),
    "figures in a caption": with_block(Sheet(caption="Of 8 tests", names=["Said"], rows=[])),
    "figures in a column's name": with_block(Sheet(caption="Tests", names=["2025"], rows=[])),
    "figures in a bar's name": bar("Rake 3000", "light"),
    "figures at a bar's end": bar("Rake", "12.00 EUR"),
    "figures on a tile": tile("31 %", "of buyers"),
    "figures in a tile's words": tile("Light", "as 3 feathers"),
    "figures in a heading": with_block(Head(text="The 7 rules")),
    "figures in the title": told(title="Leaf Rakes: 12 Picks"),
    "figures in the subtitle": told(subtitle="Tested for 40 hours"),
    "figures in what it is about": told(about="We compare 60 leaf rakes."),
    "another day than the work's": words("As of 3 May 2019 this holds."),
    "a figure in letters": words("We asked seven experts."),
    "a share in letters": words("Half of them break."),
    "forty-two in letters": words("We used forty-two hours."),
    "a superlative": words("It is the best rake that there is."),
    "a superlative in a heading": with_block(Head(text="The lightest rake")),
    "a promise": words("It is guaranteed to last."),
    "a proof": words("Its tines are proven."),
    "an award": cell("Design award"),
    "a comparison": words("It lasts twice as long."),
    "always": words("It is always in stock."),
    "a fact that is nowhere in the words": words("It is light.", facts=sound().facts),
}  # fmt: skip

COPIED = {
    "a passage in words": words(f"{EIGHT} for us."),
    "a passage in a list": with_block(Points(items=[Text(text=EIGHT)])),
    "a passage in a cell": cell(EIGHT),
    "a passage as a caption": with_block(Sheet(caption=EIGHT, names=["Said"], rows=[])),
    "a passage as a heading": with_block(Head(text=EIGHT)),
    "a passage as a bar's name": bar(EIGHT, "so"),
    "a passage in capitals": words(EIGHT.upper()),
    "a passage with other signs": words(EIGHT.replace(" ", ", ").replace("bend", "\u2018bend\u2019")),
    "a passage with accents": words(EIGHT.replace("e", "\u00e9")),
    "a passage in compatible letters": words(EIGHT.replace("e", "\uff45")),
    "the end of a passage": words(" ".join(WROTE.rstrip(".").split()[-8:])),
    "a quotation with another word": quote("The tines hold when the soil is wet"),
    "a quotation of nobody": quote("A fine rake"),
    "a quotation of a row that is gone": quote("The tines bend", key="o9"),
    "a quotation of another's words": quote("The tines bend", key="o2"),
}  # fmt: skip

BREADTH = {
    "too few things": told(subjects=["a", "b", "c", "d"]),
    "one thing told as many": told(subjects=["a"] * 9),
    "too few sites": told(sources=sound().sources[:2]),
    "one site told as many": told(sources=sound().sources[:1] * 4),
    "hardly a word": lambda work: replace(work, chapters=work.chapters[:1]),
}

LINKS = {
    "a page that nobody saw": cell("there", link="https://alder.test/nowhere"),
    "a script as a link": cell("there", link="javascript:alert(document.domain)"),
    "a file as a link": cell("there", link="file:///etc/passwd"),
    "a quotation that leads nowhere": quote("The tines bend", link="https://alder.test/z"),
    "a link in words": words("There it is.", link="https://elm.test/a"),
    "a link in a list": with_block(Points(items=[Text(text="There", link="https://elm.test/")])),
    "a link to a site that is no source": told(sources=sound().sources[1:]),
}  # fmt: skip

READING = {
    "a sentence without end": words(" and ".join(["it is light"] * 16) + "."),
    "the language of laws": words(
        "Notwithstanding aforementioned considerations, manufacturers' categorical "
        "obligations regarding environmental sustainability documentation necessitate "
        "comprehensive interdisciplinary evaluations. " * 9
    ),
}


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
    rows = {key: row for key, row in ROWS.items() if key != ("opinions", "o1")}
    assert found(sound(), replace(EVIDENCE, rows=rows)) == {"copied"}


def test_a_price_that_moved_since_is_found() -> None:
    moved = {**ROWS[("offers", "c-alder.test")], "price_minor": 1759}
    rows = {**ROWS, ("offers", "c-alder.test"): moved}
    assert found(sound(), replace(EVIDENCE, rows=rows)) == {"claims"}


@pytest.mark.parametrize("kept", [1.0, 0.9])
def test_a_near_twin_of_what_is_on_sale_is_found(kept) -> None:
    from enrich.generate.gate.breadth import said

    whole = said(sound())
    other = whole[: int(len(whole) * kept)]
    evidence = replace(EVIDENCE, on_sale={"other": other})
    assert found(sound(), evidence) == {"twins"}


def test_a_new_edition_is_no_twin_of_the_old_one() -> None:
    from enrich.generate.gate.breadth import said

    evidence = replace(EVIDENCE, on_sale={sound().key: said(sound())})
    assert faults(sound(), evidence) == []


@pytest.mark.parametrize(
    "text",
    [
        f"The {NAMES[2]} is light.",
        "As of 22 November 2026 this holds.",
        " ".join(WROTE.split()[:7]) + ".",
        "Many rakes are alike.",
    ],
)
def test_what_is_sound_passes(text) -> None:
    assert faults(words(text)(sound()), EVIDENCE) == []


def test_a_passage_is_free_between_quotation_marks_up_to_a_length() -> None:
    assert faults(quote(WROTE)(sound()), EVIDENCE) == []
    long = {**ROWS, ("opinions", "o1"): {"text": WROTE + " so it went" * 9}}
    evidence = replace(EVIDENCE, rows=long)
    assert found(quote(WROTE + " so it went" * 9)(sound()), evidence) == {"copied"}
