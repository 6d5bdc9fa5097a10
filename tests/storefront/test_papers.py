"""Papers as PDF: whole, harmless and the same each time, whatever was ordered."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from xss_corpus import CORPUS

from ledger.orders.invoices import Invoice
from ledger.orders.invoicesaid import Line, Party, Said, TaxSum, envelope
from storefront.papers.pdf import pdf

NOW = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
TAXES = (TaxSum("VAT", 190_000, 8403, 1597), TaxSum("QST", 99_750, 8403, 838))


def issued(kind="invoice", language="en", titles=("Pot",), buyer="Ann Buyer", **more):
    said = Said(
        kind=kind,
        language=language,
        currency="EUR",
        order_number=1042,
        ordered_on="2026-02-28",
        seller=Party(("Pots Ltd", "Elm 2"), ("VAT DE1",), "Register 7"),
        lines=tuple(Line(title, 1, 10000, 10000) for title in titles),
        taxes=TAXES,
        tax_minor=2435,
        total_minor=10000,
        of=None if kind == "invoice" else "2026-000001",
        **{"prices_include_tax": True, **more},
    )
    to = Party((buyer, "Elm 1"))
    return Invoice("2026-000007", kind, "o", "o", NOW, said, to, "digest")


def text(made):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def test_a_paper_is_the_same_bytes_at_any_time():
    first = pdf(issued())
    pdf.cache_clear()
    assert pdf(issued()) == first


@pytest.mark.parametrize(
    ("language", "kind", "title"),
    [
        ("en", "invoice", "Invoice"),
        ("de", "credit_note", "Gutschrift"),
        ("fr", "reversal", "Annulation d’un avoir"),
        ("xx", "invoice", "Invoice"),
    ],
)
def test_a_paper_is_in_the_buyers_language(language, kind, title):
    said = text(pdf(issued(kind, language)))
    for part in (title, "2026-000007", "Pots Ltd", "Ann Buyer", "Register 7", "1042"):
        assert part in said


def test_every_tax_stands_there_with_its_rate_and_of_what():
    said = text(pdf(issued(prices_include_tax=False, language="de")))
    assert "VAT 19\xa0% auf 84,03\xa0€" in said
    assert "QST 9,975\xa0% auf 84,03\xa0€" in said


def test_hostile_titles_are_shown_and_do_nothing():
    titles = tuple(text[:200] for text in CORPUS[::9])
    made = pdf(issued(titles=(*titles, "#panic() $x$ *b* @a <b> \\ // [c] `d`")))
    assert "#panic() $x$ *b* @a <b>" in text(made)
    for live in (b"/JavaScript", b"/Launch", b"/URI"):
        assert live not in made


@settings(max_examples=8)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_keeps_a_paper_from_being_made(title, buyer):
    assert pdf(issued(titles=(title,), buyer=buyer)).startswith(b"%PDF")


def test_names_in_scripts_that_no_font_has_are_boxes_and_not_an_error():
    assert "2026-000007" in text(pdf(issued(buyer="王小明")))


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ({}, ()),
        ({"name": "Ann", "country": "??"}, ("Ann", "??")),
        (
            {"name": "A", "street": "E", "city": "C", "postcode": "1", "country": "DE"},
            ("A", "E", "1 C", "GERMANY"),
        ),
    ],
)
def test_an_address_is_written_as_its_country_does_or_as_it_is(address, lines):
    assert envelope(address) == lines
