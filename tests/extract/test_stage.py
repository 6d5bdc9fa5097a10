import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from extract.stage import EXTRACT, make
from lake.keys import content_digest, input_key, listing_key
from lake.tables import schema

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
PROGRAMMES = Path(__file__).parent / "programme_pages"


def page(body: bytes, url: str = "https://shop.test/p", **more):
    plain = {
        "url": url,
        "url_key": url,
        "status": 200,
        "content_digest": content_digest(body),
        "content_type": "text/html; charset=utf-8",
        "fetched_at": SEEN,
        "body": body,
    }
    return plain | more


def made(*pages):
    fields = [schema("pages").field(name) for name in page(b"") if name != "body"]
    whole = pa.schema([*fields, pa.field("body", pa.binary())])
    (batch,) = pa.Table.from_pylist(list(pages), schema=whole).to_batches()
    return {name: table.to_pylist() for name, table in make(batch).items()}


def golden(name: str) -> bytes:
    return (GOLDEN / name / "page.html").read_bytes()


def test_a_product_page_gives_content_product_and_offer() -> None:
    body = golden("plain-product")
    rows = made(page(body))
    (content,), (product,), (offer,) = (
        rows["contents"],
        rows["products"],
        rows["offers"],
    )
    assert (content["kind"], content["language"]) == ("product", "en")
    assert product["listing_key"] == offer["listing_key"] == listing_key("https://shop.test/p")  # fmt: skip
    assert (offer["price_minor"], offer["seen_at"], offer["host"]) == (4990, SEEN, "shop.test")  # fmt: skip
    assert offer["input_key"] == input_key("https://shop.test/p", content_digest(body))


def test_each_variant_has_a_listing_of_its_own() -> None:
    rows = made(page(golden("variants-group")))
    keys = [listing_key("https://shop.test/p", sku) for sku in ("LS-S", "LS-M")]
    assert [row["listing_key"] for row in rows["products"]] == keys
    assert [row["listing_key"] for row in rows["offers"]] == keys


def test_a_page_that_is_confirmed_says_what_it_said() -> None:
    body = golden("plain-product")
    assert made(page(body, status=304)) == made(page(body))


def test_a_page_that_was_not_found_gives_nothing() -> None:
    rows = made(page(golden("plain-product"), status=404), page(b"") | {"body": None})
    assert rows == {name: [] for name in EXTRACT.writes}


def test_what_is_no_html_gives_its_content_alone() -> None:
    rows = made(page(golden("plain-product"), content_type="application/pdf"))
    assert [len(rows[name]) for name in EXTRACT.writes] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe\xd8\x00",
        b"<div>" * 300_000,
        b"<div></x>" * 300_000,
        b"<script type='application/ld+json'>" + b"[" * 10_000,
        b"<script type='application/ld+json'>\"" + b"x" * 5_000_000,
        b'<script type=\'application/ld+json\'>{"@type":"Product","name":"\\ud800"}',
        b"<base href='javascript:x'><a href='//[bad'>x</a>",
    ],
    ids=[
        "empty",
        "nulls",
        "utf16",
        "deep",
        "masked",
        "nested",
        "long",
        "surrogate",
        "base",
    ],
)
def test_a_hostile_page_costs_only_itself(body: bytes) -> None:
    good = page(golden("plain-product"), url="https://good.test/p")
    rows = made(page(body), good)
    assert len(rows["contents"]) == 2
    assert "https://good.test/p" in [row["source_url"] for row in rows["products"]]


def test_a_list_of_programmes_gives_a_row_for_each() -> None:
    body = (PROGRAMMES / "market-table" / "page.html").read_bytes()
    rows = made(page(body, url="https://bazaar.test/marketplace"))["programmes"]
    assert [row["merchant"] for row in rows] == ["Keto Oak", "Sleep Fox", "Wood Plans"]
    assert len({row["programme_key"] for row in rows}) == 3
    assert rows[0]["source_url"] == "https://bazaar.test/marketplace"
    assert json.loads(rows[0]["said"])["commission"] == "Commission: 75%"


def test_rows_have_the_columns_of_their_tables() -> None:
    offered = (PROGRAMMES / "saas-stats" / "page.html").read_bytes()
    tables = made(page(golden("plain-product")), page(offered))
    for name, rows in tables.items():
        assert set(rows[0]) == {*schema(name, common=False).names, "input_key"}
