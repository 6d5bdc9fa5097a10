"""Which rows tell of what is sought, and what becomes of rows that only mention it."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from lake.erasing import Sought, condition, counted, erased, know, uris_of
from lake.load import append
from lake.rewrite import replace
from lake.seeking import seek
from lake.sql import current, scratch
from lake.stages import release
from lake.store import Lake
from lake.tables import TABLES

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
GONE = Sought(urls=r"https?://gone\.test/.*", hosts=r"gone\.test")
# Tables that say nothing of pages, or that the lake writes for itself.
OWN = (
    *("batches", "releases", "runs", "fx_rates", "models", "trends"),
    "approvals",
)


def test_every_table_that_can_name_a_page_is_erased_from() -> None:
    sought = Sought(urls="x", hosts="x", inputs=("x",), groups=("x",), digests=("x",))
    assert [n for n in TABLES if not condition(n, sought) and n not in OWN] == []


def test_what_nobody_seeks_is_found_nowhere() -> None:
    assert {condition(name, Sought()) for name in TABLES} == {""}


def page(host: str, parent: str | None) -> dict[str, object]:
    url = f"http://{host}/p"
    about = {"url_key": host, "url": url, "host": host, "parent_url": parent}
    return {**about, "fetched_at": NOW, "status": 200}


def link(source: str, target: str) -> dict[str, object]:
    return {"src_url": f"http://{source}/", "dst_url": f"http://{target}/"}


def put(lake: Lake, **rows: list[dict[str, object]]) -> None:
    append(lake, "crawl", {name: pa.Table.from_pylist(of) for name, of in rows.items()})


def erase(lake: Lake, sought: Sought = GONE) -> dict[str, int]:
    with scratch(lake) as connection:
        know(connection, sought)
        changes = list(erased(connection, lake, sought))
        replace(lake, changes)
    return {change.name: change.dropped for change in changes}


def rows(lake: Lake, sql: str) -> list[tuple[object, ...]]:
    with current(lake) as connection:
        return connection.execute(sql).fetchall()


def test_a_page_found_there_stays_and_forgets_where_it_was_found(lake: Lake) -> None:
    put(lake, pages=[page("kept.test", "http://gone.test/"), page("gone.test", None)])
    assert erase(lake) == {"pages": 1}
    assert rows(lake, "SELECT host, parent_url FROM pages") == [("kept.test", None)]


def test_links_go_from_it_and_to_it(lake: Lake) -> None:
    kept = link("a.test", "b.test")
    put(lake, links=[kept, link("gone.test", "a.test"), link("a.test", "gone.test")])
    erase(lake)
    assert rows(lake, "SELECT src_url, dst_url FROM links") == [tuple(kept.values())]


def test_lists_lose_what_is_sought_and_keep_the_rest_in_order(lake: Lake) -> None:
    maps = ["http://a.test/1", "http://gone.test/2", "http://a.test/3"]
    put(lake, robots=[{"host": "a.test", "fetched_at": NOW, "sitemaps": maps}])
    assert erase(lake) == {"robots": 0}
    assert rows(lake, "SELECT sitemaps FROM robots") == [(maps[::2],)]


def made(key: str) -> dict[str, object]:
    return {"input_key": f"input {key}", "maker": "pair", "maker_version": 1}


def test_what_was_compared_with_it_stays_without_it(lake: Lake) -> None:
    both = [{"other_key": key, "other_input": "i", "share": 0.5} for key in "ab"]
    pair = {"entity_key": "c", "outputs": both, **made("c")}
    other = {"entity_key": "d", "outputs": both[1:], **made("d")}
    put(lake, enriched_pairs=[pair, other, {"entity_key": "e", **made("e")}])
    release(lake, "pair", 1)
    assert erase(lake, Sought(listings=("a",))) == {"enriched_pairs": 0}
    asked = (
        "SELECT list_transform(outputs, lambda of: of.other_key) FROM enriched_pairs"
    )
    assert rows(lake, f"{asked} ORDER BY entity_key") == [(["b"],), (["b"],), (None,)]


def test_what_goes_beside_it_is_told_anew(lake: Lake) -> None:
    kin = [{"group_key": "a", "share": 0.5, "why": "same brand"}]
    put(lake, enriched_related=[{"entity_key": "c", "outputs": kin, **made("c")}])
    assert erase(lake, Sought(groups=("a",))) == {"enriched_related": 1}


def label(one: str, other: str | None, said: str) -> dict[str, object]:
    about = {"step": "match", "entity_key": one, "other_key": other}
    return {**about, "label": said, "said_at": NOW}


def test_labels_go_with_either_of_two_and_stay_on_the_rest_of_its_group(
    lake: Lake,
) -> None:
    put(lake, labels=[label("b", "a", "same"), label("a", "c", "different")])
    put(lake, labels=[label("b", "c", "different"), label("b", None, "lamp")])
    # The group of a and b is named after b, which stays.
    assert erase(lake, Sought(listings=("a",), groups=("a", "b"))) == {"labels": 2}
    assert len(rows(lake, "SELECT entity_key FROM labels")) == 2


def product(host: str, *path: str) -> dict[str, object]:
    about = {"listing_key": host, "source_url": f"http://{host}/p"}
    return {**about, "title": "Pot", "category_path": path, **made(host)}


def test_a_category_goes_that_no_other_shop_names(lake: Lake) -> None:
    put(
        lake,
        products=[
            product("gone.test", " Home ", "Pots"),
            product("a.test", "Home", "Pots", "Red"),
        ],
    )
    put(lake, products=[product("gone.test", "Our own", "words", "here")])
    assert "Our own > words" in (
        groups := seek(lake, GONE.urls, GONE.hosts).sought.groups
    )
    assert "Home > Pots" not in groups


def programme(host: str) -> dict[str, object]:
    about = {"programme_key": host, "source_url": f"http://{host}/join"}
    return {**about, "merchant": "Ann's lamps", **made(host)}


def made_of(name: str, *keys: str) -> dict[str, object]:
    about = {"generated_key": name, "kind": "niche_ebook", "path": f"{name}.pdf"}
    return {**about, "digest": name, "source_keys": keys, **made(name)}


def test_what_was_made_of_a_programme_goes_with_the_page_that_listed_it(
    lake: Lake,
) -> None:
    put(
        lake,
        programmes=[programme("gone.test"), programme("kept.test")],
        scores=[
            {"entity_key": key, "kind": "programme", "score": 7.0, **made(f"of {key}")}
            for key in ("gone.test", "kept.test")
        ],
        generated=[
            made_of("both", "kept.test", "gone.test"),
            made_of("other", "kept.test"),
        ],
    )
    for maker in ("extract", "pair"):
        release(lake, maker, 1)
    found = seek(lake, GONE.urls, GONE.hosts)
    assert found.files == ("both.pdf",)
    assert set(found.sought.inputs) >= {"input both", "input of gone.test"}
    assert erase(lake, found.sought) == {"generated": 1, "programmes": 1, "scores": 1}


def test_an_article_loses_a_name_and_nothing_else(lake: Lake) -> None:
    about = {"url": "http://a.test/", "headline": "Pots", **made("a")}
    put(lake, articles=[about | {"authors": ["Ann O'Hara", "Bo"]}])
    put(lake, articles=[about | {"authors": names} for names in (["Bo"], None)])
    before = set(uris_of(lake, "articles"))
    release(lake, "pair", 1)
    assert erase(lake, Sought(names=("Ann O'Hara",))) == {"articles": 0}
    found = rows(lake, "SELECT headline, authors FROM articles ORDER BY ALL")
    assert found == [("Pots", ["Bo"]), ("Pots", ["Bo"]), ("Pots", None)]
    assert len(before & set(uris_of(lake, "articles"))) == 1


def test_a_click_goes_by_the_pseudonym_of_its_day(lake: Lake) -> None:
    about = {"ts": NOW, "kind": "click", "segment": "s", "place": 1}
    clicks = [about | {"event_id": key, "session": key} for key in "ab"]
    put(lake, shop_events=clicks)
    assert erase(lake, Sought(sessions=("a",))) == {"shop_events": 1}
    assert rows(lake, "SELECT event_id FROM shop_events") == [("b",)]


def test_only_files_that_hold_it_are_written_anew(lake: Lake) -> None:
    put(lake, pages=[page("gone.test", None)])
    put(lake, pages=[page("kept.test", None)])
    before = set(uris_of(lake, "pages"))
    erase(lake)
    left = set(uris_of(lake, "pages"))
    assert len(left) == 1
    assert left < before


def test_counting_changes_nothing(lake: Lake) -> None:
    put(lake, pages=[page("gone.test", None), page("kept.test", None)])
    before = uris_of(lake, "pages")
    with scratch(lake) as connection:
        know(connection, GONE)
        assert counted(connection, lake, GONE) == {"pages": 1}
    assert uris_of(lake, "pages") == before


@pytest.mark.parametrize("name", ["bodies", "contents"])
def test_a_body_that_nobody_has_any_more_goes_by_its_digest(name: str) -> None:
    assert "_digests" in condition(name, Sought(digests=("x",)))


def test_a_failure_of_a_maker_that_may_quote_it_is_tried_again(lake: Lake) -> None:
    about = {"maker_version": 1, "rows": 0, "made_at": NOW}
    failed = {**about, "input_key": "k", "maker": "match", "error": "broke on Gone pot"}
    other = {**about, "input_key": "l", "maker": "extract", "error": "broke"}
    put(lake, made=[failed, other])
    assert erase(lake, Sought(retried=("match",))) == {"made": 1}
    assert rows(lake, "SELECT maker FROM made") == [("extract",)]
