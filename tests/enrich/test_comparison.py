import os
import shutil
import subprocess
from datetime import date

import pyarrow as pa
import pytest
from editions import checked
from told_category import told

from enrich.generate.comparison import COMPARISON, make

HOSTILE = (
    '#import "x"',
    "`code` ~ ^ //",
    "*_bold_*",
    "<label> @ref",
    "\\u{41} ] } #{panic()}",
)
FORMS = ("pdf", "epub", "html")
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true",
    reason="needs the Debian package poppler-utils; `make services` installs it",
)


def offer(group, shop, price):
    return {
        "listing_key": f"{group}-{shop}",
        "host": f"{shop}.test",
        "url": f"https://{shop}.test/p/{group}",
        "price_minor": price,
        "availability": "InStock",
        "seen_on": date(2026, 11, 20),
    }


def group(key, title):
    return {
        "group_key": key,
        "told_by": f"{key}-d",
        "title": title,
        "brand": "Brassworks",
        "category": "Kitchen",
        "score": 61.2,
        "currency": "EUR",
        "offers": [offer(key, shop, 1000 + 50 * n) for n, shop in enumerate("abc")],
    }


def made(titles):
    groups = [group(f"g{n}", title) for n, title in enumerate(titles)]
    row = {"groups": groups, "as_of": date(2026, 11, 21), "input_key": "i"}
    row["is_told"] = False
    return make(pa.Table.from_pylist([row]).to_batches()[0])


def pdf(titles) -> bytes:
    return made(titles)["files"].to_pylist()[0]["content"]


def text_of(content: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()  # fmt: skip


def test_a_report_is_a_tagged_pdf_with_title_and_bookmarks() -> None:
    content = pdf(["Kettle"] * 6)
    assert content.startswith(b"%PDF-")
    assert all(mark in content for mark in (b"/MarkInfo", b"/Outlines", b"pdfuaid"))


def test_the_same_data_gives_the_same_bytes() -> None:
    assert pdf(["Kettle"] * 5) == pdf(["Kettle"] * 5)


def test_one_row_names_the_file_and_its_sources() -> None:
    tables = made(["Kettle"] * 5)
    (row,), files = tables["generated"].to_pylist(), tables["files"].to_pylist()
    paths = [file["path"] for file in files]
    assert paths == [row["path"].replace(".pdf", f".{form}") for form in FORMS]
    assert (row["kind"], row["status"]) == ("comparison", "draft")
    assert len(row["source_keys"]) == 20


def test_a_comparison_passes_the_gate(views) -> None:
    told(views)
    assert checked(views, COMPARISON) == ["checked"]


@pytest.mark.parametrize("score", [44.5, 45.5])
def test_half_points_are_rounded_as_the_gate_rounds_them(views, score) -> None:
    told(views)
    views.connection.execute("update scores set score = ?", [score])
    assert checked(views, COMPARISON) == ["checked"]


def test_it_goes_when_too_few_things_are_left_and_comes_back(views) -> None:
    told(views)
    views.run(COMPARISON)
    views.connection.execute("create table kept as from offers_latest")
    views.connection.execute("delete from offers_latest")
    assert [row["status"] for row in views.run(COMPARISON)] == ["withdrawn"]
    assert views.run(COMPARISON) == []
    views.connection.execute("insert into offers_latest from kept")
    assert checked(views, COMPARISON) == ["checked"]


def test_too_few_products_make_no_report() -> None:
    tables = made(["Kettle"] * 4)
    assert [tables[name].num_rows for name in ("generated", "files")] == [0, 0]


def test_a_title_that_cannot_be_shown_is_left_out() -> None:
    assert made(["Kettle"] * 4 + ["東京 🔥"])["generated"].num_rows == 0


@needs_poppler
def test_titles_that_look_like_mark_up_come_out_as_text() -> None:
    text = text_of(pdf(HOSTILE))
    assert [title for title in HOSTILE if title not in text] == []


@needs_poppler
def test_a_report_has_more_than_three_pages() -> None:
    assert text_of(pdf(["Kettle"] * 5)).count("\f") > 3


@needs_poppler
def test_a_report_says_prices_savings_and_day() -> None:
    text = text_of(pdf(["Kettle"] * 5))
    expected = ("10.00 EUR", "1.00 EUR is what the choice", "As of 21 November 2026")
    assert [words for words in expected if words not in text] == []


def listed(views, key, shops, **rights):
    for n, shop in enumerate(shops):
        url, listing = f"https://{shop}.test/{key}", f"{key}-{shop}"
        page = {"url_key": url, "url": url, "host": shop, "fetched_at": views.start}
        views.add("pages", page | {"status": 200, "rights": rights})
        views.add("products", {"listing_key": listing, "source_url": url, "title": key})
        views.add("enriched_matches", {"entity_key": listing, "group_key": key})
        row = {"listing_key": listing, "url": url, "host": f"{shop}.test"}
        row |= {"price_minor": 1000 + n, "currency": "EUR", "seen_at": views.start}
        views.add("offers", row | {"input_key": listing})
        views.add(
            "offers_latest", row | {"input_key": listing, "checked_at": views.start}
        )
    views.add("scores", {"entity_key": key, "score": 50.0})


def groups_of(views):
    return (
        views.connection.sql(COMPARISON.query).to_arrow_table().to_pylist()[0]["groups"]
    )


def test_only_products_of_three_shops_are_compared(views) -> None:
    listed(views, "three", "abc")
    listed(views, "two", "ab")
    assert [found["group_key"] for found in groups_of(views)] == ["three"]


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_pages_that_reserve_their_rights_are_no_sources(views, right: str) -> None:
    listed(views, "kept", "abc")
    listed(views, "reserved", "def", **{right: True})
    assert [found["group_key"] for found in groups_of(views)] == ["kept"]


def test_a_report_is_made_once_for_the_same_data(views) -> None:
    for n in range(5):
        listed(views, f"kettle{n}", "abc")
    assert len(views.run(COMPARISON)) == 1
    assert views.run(COMPARISON) == []


def test_an_empty_lake_gives_one_input_without_groups(views) -> None:
    assert groups_of(views) == []


def test_things_are_told_of_in_the_words_of_a_shop_whose_price_is_compared(
    views,
) -> None:
    told(views)
    for host in ("aaa.test", "zzz.test"):
        views.connection.execute(
            "insert into products select * replace (? || listing_key as listing_key,"
            " replace(source_url, 'alder.test', ?) as source_url, 0.9 as confidence)"
            " from products where listing_key like '%-alder.test'",
            [host, host],
        )
        views.connection.execute(
            "insert into pages select * replace (replace(url, 'alder.test', ?) as url,"
            " replace(url_key, 'alder.test', ?) as url_key) from pages"
            " where host = 'alder.test'",
            [host, host],
        )
        views.connection.execute(
            "insert into enriched_matches select * replace (? || entity_key as entity_key)"
            " from enriched_matches where entity_key like 'rake%-alder.test'",
            [host],
        )
        # It sells them, in another currency.
        views.connection.execute(
            "insert into offers_latest select * replace (? || listing_key as listing_key,"
            " replace(url, 'alder.test', ?) as url, 'USD' as currency, ? as host)"
            " from offers_latest where listing_key like 'rake%-alder.test'",
            [host, host, host],
        )
    (row,) = views.run(COMPARISON)
    assert [key for key in row["source_keys"] if not key.startswith("rake")] == []


def test_prices_that_nobody_confirmed_for_long_are_not_compared(views) -> None:
    told(views)
    views.connection.execute(
        "update offers_latest set checked_at = checked_at - interval 70 day"
        " where host = 'birch.test'"
    )
    assert views.run(COMPARISON) == []
