import os
import shutil
import subprocess
from datetime import date
from html.parser import HTMLParser

import pyarrow as pa
import pytest

from enrich.research.market import make
from enrich.research.reading import Market
from enrich.research.render import html, markdown, pdf
from enrich.research.report import market_report

HOSTILE = (
    '#import "x"',
    "<script>alert(1)</script>",
    "*_bold_* [a](https://b.test)",
    "{{ 7 * 7 }} {% if %}",
    "1. a | b ` c",
)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true",
    reason="needs the Debian package poppler-utils; `make services` installs it",
)


def thing(n, title):
    told = {"group_key": f"g{n}", "title": title, "late": 9 - n, "before": 1}
    return told | {"sellers": 1, "ratings": 40, "rating": 4.5}


def shelf(n, host, **more):
    return {
        "group_key": f"g{n}",
        "host": host,
        "price_minor": 1000 + n,
        "reserved": False,
    } | more


def told(titles, name="Home > Kettles"):
    shops = [shelf(n, f"{s}.test") for n in range(len(titles)) for s in "xyz"]
    category = {
        "entity_key": name,
        "input_key": "i",
        "as_of": date(2026, 11, 20),
        "currency": "EUR",
        "groups": [thing(n, title) for n, title in enumerate(titles)],
        "shops": [*shops, shelf(0, "kept.test", reserved=True)],
        "weekly": list(range(26)),
        "months": [10] * 12,
    }
    tables = make(pa.Table.from_pylist([category]).to_batches()[0])
    rows = {of.removeprefix("market_"): t.to_pylist() for of, t in tables.items()}
    (row,) = rows.pop("categories")
    return market_report([Market(category=row, **rows)])


def text_of(content: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()  # fmt: skip


def test_a_report_is_a_tagged_pdf_and_the_same_bytes_each_time() -> None:
    content = pdf(told(["Kettle"]))
    assert content.startswith(b"%PDF-") and b"pdfuaid" in content
    assert content == pdf(told(["Kettle"]))


@needs_poppler
def test_titles_that_look_like_mark_up_come_out_as_text_in_pdf() -> None:
    text = text_of(pdf(told(HOSTILE)))
    words = [title.split()[0] for title in HOSTILE]
    assert [word for word in words if word not in text] == []


class Read(HTMLParser):
    """The tags, texts and links of a page, and how its cells are named."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.cells: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        named = dict(attrs)
        if tag == "a":
            self.links.append(named["href"])
        if tag == "td":
            self.cells.append(named["data-name"])

    def handle_data(self, data) -> None:
        self.texts.append(data)


def test_titles_that_look_like_mark_up_come_out_as_text_in_html() -> None:
    found = Read(html(told(HOSTILE, name="<img src=x onerror=y>")).decode())
    assert {"script", "img"}.isdisjoint(found.tags)
    assert found.links == ["#sheet1"]
    assert [title for title in HOSTILE if title not in found.texts] == []


def test_each_cell_says_its_column_where_a_screen_has_no_room_for_a_head() -> None:
    cells = Read(html(told(["Kettle"])).decode()).cells
    assert cells[:6] == [
        "Shop", "Products", "Price to others", "Cheapest", "In stock", "Changes"
    ]  # fmt: skip


def test_titles_that_look_like_mark_up_are_escaped_in_markdown() -> None:
    text = markdown(told(HOSTILE)).decode()
    assert r"\*\_bold\_\* \[a\](https\://b.test)" in text
    assert r"1\. a \| b \` c" in text and "<script>" not in text
    assert "| Place | Strength | Product | Why |\n| --- | --- | --- | --- |\n" in text


@pytest.mark.parametrize("form", [html, markdown])
def test_what_reserves_its_rights_is_left_out(form) -> None:
    text = form(told(["Kettle", None])).decode()
    assert "x.test" in text and "Kettle" in text
    assert "kept.test" not in text and "None" not in text and "g1" not in text


def test_a_report_says_day_sources_and_what_it_does_not_say() -> None:
    text = html(told(["Kettle"])).decode()
    said = ("As of 20 November 2026", "How much anyone sold", "<li>x.test</li>")
    assert [words for words in said if words not in text] == []


def test_a_report_on_nothing_is_a_report() -> None:
    nothing = market_report([])
    assert pdf(nothing).startswith(b"%PDF-")
    assert "As of no day" in html(nothing).decode()
