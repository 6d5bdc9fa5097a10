import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from extract.opinions.hiding import author_hash
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


def made(*pages, salt: bytes = b"", erased: frozenset[str] = frozenset()):
    fields = [schema("pages").field(name) for name in page(b"") if name != "body"]
    whole = pa.schema([*fields, pa.field("body", pa.binary())])
    (batch,) = pa.Table.from_pylist(list(pages), schema=whole).to_batches()
    tables = make(batch, salt=salt, erased=erased)
    return {name: table.to_pylist() for name, table in tables.items()}


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
    assert {name: len(found) for name, found in rows.items() if found} == {
        "contents": 1
    }


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


THREAD = b"""<html lang=en><title>Router drops - Forum</title><h1>Router drops</h1>""" + b"".join(
    b"""<article class="post message" id="post-%d"><div class="message-user"><a
 class="username author" href="/members/%d">Member%d</a></div><time
 datetime="2024-05-0%dT10:00:00Z">May %d</time><div class="message-body"><p>Mine does the
 same each evening at about nine, and neither the new cable nor another channel helped;
 I wrote to the maker %d times.</p></div></article>"""
    % (n, n, n, n, n, n)
    for n in range(1, 8)
)  # fmt: skip


def test_posts_are_kept_without_the_names_of_those_who_wrote_them() -> None:
    rows = made(page(THREAD, url="https://forum.test/t/9"), salt=b"home")
    assert len(rows["opinions"]) == 7
    assert len({row["author_hash"] for row in rows["opinions"]}) == 7
    assert "Member" not in json.dumps(rows["opinions"], default=str)
    other = made(page(THREAD, url="https://forum.test/t/9"), salt=b"other home")
    assert other["opinions"][0]["author_hash"] != rows["opinions"][0]["author_hash"]
    assert made(page(THREAD))["opinions"] == []


def test_what_is_signed_by_someone_who_was_erased_is_left_out() -> None:
    anywhere = author_hash("MEMBER3", "", b"home")
    here = author_hash("Member4", "forum.test", b"home")
    thread = page(THREAD, url="https://forum.test/t/9")
    rows = made(thread, salt=b"home", erased=frozenset({anywhere, here}))
    assert [row["posted_at"].day for row in rows["opinions"]] == [1, 2, 5, 6, 7]
    elsewhere = page(THREAD, url="https://other.test/t/9")
    rows = made(elsewhere, salt=b"home", erased=frozenset({anywhere, here}))
    assert len(rows["opinions"]) == 6


def test_an_article_loses_the_name_of_someone_who_was_erased() -> None:
    signed = b'<meta name="author" content="Ann Reed"></head>'
    post = page(golden("article").replace(b"</head>", signed))
    (whole,) = made(post, salt=b"home")["articles"]
    erased = frozenset({author_hash("ANN  Reed", "", b"home")})
    (left,) = made(post, salt=b"home", erased=erased)["articles"]
    assert (whole["authors"], left) == (["Ann Reed"], whole | {"authors": []})


def test_a_thread_has_its_text() -> None:
    (article,) = made(page(THREAD, url="https://forum.test/t/9"))["articles"]
    assert (article["kind"], article["headline"]) == ("forum", "Router drops")
    assert article["text"].count("neither the new cable") == 7


def test_a_wall_is_told_and_gives_nothing_else() -> None:
    body = b"""<html lang=en><title>Just a moment...</title><h1>shop.test</h1><p>Verify you
 are human by completing the action below.<div id="cf-challenge"></div></html>"""
    rows = made(page(body))
    assert rows["contents"][0]["kind"] == "challenge"
    assert not any(rows[name] for name in EXTRACT.writes if name != "contents")


def test_rows_have_the_columns_of_their_tables() -> None:
    offered = (PROGRAMMES / "saas-stats" / "page.html").read_bytes()
    tables = made(page(golden("plain-product")), page(offered), page(THREAD), salt=b"s")
    for name, rows in tables.items():
        assert set(rows[0]) == {*schema(name, common=False).names, "input_key"}
