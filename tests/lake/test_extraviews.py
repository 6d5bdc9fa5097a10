from datetime import UTC, datetime

import pyarrow as pa
import pytest
from lake_makers import PRICE

from lake.extraviews import EXTRA_VIEWS
from lake.freshness import stale_hosts, table_ages
from lake.load import append
from lake.pin import pin
from lake.sql import connect
from lake.stages import run_stage
from lake.tables import TABLES

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
# As published in commoncrawl/cc-index-table, but for the crawl that is asked for.
TLDS = """
SELECT COUNT(*) AS n_pages,
       url_host_tld AS tld,
       COUNT(DISTINCT url_host_name) AS n_hosts,
       COUNT(DISTINCT url_host_registered_domain) AS n_domains
FROM "ccindex"."ccindex"
WHERE crawl = 'shops'
  AND subset = 'warc'
GROUP BY  url_host_tld
ORDER BY  n_pages DESC;
"""
LENGTHS = """
SELECT COUNT(*) as n_pages,
       COUNT(*) * 100.0 / SUM(COUNT(*)) OVER() as perc_pages,
       AVG(warc_record_length) as avg_warc_record_length,
       SUM(warc_record_length) as sum_warc_record_length,
       SUM(warc_record_length) * 100.0 / SUM(SUM(warc_record_length)) OVER() as perc_warc_storage,
       content_mime_detected
FROM "ccindex"."ccindex"
WHERE crawl = 'shops'
  AND subset = 'warc'
GROUP BY content_mime_detected
ORDER BY n_pages DESC;
"""
STATUSES = """
SELECT COUNT(*) as count,
       fetch_status
FROM "ccindex"."ccindex"
WHERE crawl = 'shops'
  AND subset = 'crawldiagnostics'
GROUP BY  fetch_status
ORDER BY  count DESC;
"""
RECORDS = """
SELECT url,
       warc_filename,
       warc_record_offset,
       warc_record_length
FROM "ccindex"."ccindex"
WHERE crawl = 'shops'
  AND subset = 'warc'
  AND url_host_registered_domain = 'shop.co.uk'
LIMIT 1000;
"""
APART = """
SELECT url_host_registry_suffix, url_host_3rd_last_part, url_host_name_reversed,
       url_protocol, url_port, url_path, url_query
FROM cc WHERE fetch_status = 200
"""
COUNTS = """
SELECT host, pages, urls, fetches, errors, bytes, robots_status
FROM hosts ORDER BY host
"""
# The names of its cc-index-schema-flat.json.
NAMES = (
    "url_surtkey url url_host_name url_host_tld url_host_2nd_last_part"
    " url_host_3rd_last_part url_host_4th_last_part url_host_5th_last_part"
    " url_host_registry_suffix url_host_registered_domain url_host_private_suffix"
    " url_host_private_domain url_host_name_reversed url_protocol url_port url_path"
    " url_query fetch_time fetch_status fetch_redirect content_digest"
    " content_mime_type content_mime_detected content_charset content_languages"
    " content_truncated warc_record_id warc_filename warc_record_offset"
    " warc_record_length warc_segment crawl subset"
)
PAGE = {
    "url_key": "uk,co,shop,www:8080)/p",
    "url": "https://www.shop.co.uk:8080/p?q=1",
    "host": "www.shop.co.uk",
    "domain": "shop.co.uk",
    "fetched_at": SEEN,
    "status": 200,
    "final_url": None,
    "content_type": "Text/HTML; charset=utf-8",
    "content_digest": "d",
    "charset": "utf-8",
    "campaign": "shops",
}
MOVED = PAGE | {
    "status": 301,
    "final_url": "https://elsewhere.test/",
    "content_digest": None,
}
NUMBERED = PAGE | {
    "host": "127.0.0.1",
    "domain": "127.0.0.1",
    "url": "http://127.0.0.1/",
}
BODY = {
    "content_digest": "d",
    "warc_file": "a-1.warc.zst",
    "warc_offset": 10,
    "warc_length": 20,
}


@pytest.fixture
def asked(lake):
    """Pin a lake with these pages and ask it."""

    def ask(query, *pages):
        rows = {"pages": list(pages or (PAGE, MOVED)), "bodies": [BODY, BODY]}
        tables = {name: pa.Table.from_pylist(found) for name, found in rows.items()}
        append(lake, "crawl", tables)
        pin(lake)
        with connect(lake.home) as connection:
            return connection.sql(query).fetchall()

    return ask


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (TLDS, [(1, "uk", 1, 1)]),
        (LENGTHS, [(1, 100.0, 20.0, 20, 100.0, "text/html")]),
        (STATUSES, [(1, 301)]),
        (RECORDS, [(PAGE["url"], "warc/a-1.warc.zst", 10, 20)]),
    ],
    ids=["tlds", "lengths", "statuses", "records"],
)
def test_published_queries_of_common_crawl_run_unchanged(asked, query, rows):
    assert asked(query) == rows


def test_the_view_has_the_names_of_common_crawl():
    assert [column.name for column in EXTRA_VIEWS["cc"].columns] == NAMES.split()


@pytest.mark.parametrize("view", ["cc", "ccindex", "main.ccindex", "ccindex.ccindex"])
def test_the_index_has_several_names(asked, view):
    assert asked(f"FROM {view} SELECT count(*)") == [(2,)]


def test_a_url_is_taken_apart(asked):
    assert asked(APART) == [
        ("co.uk", "shop", "uk.co.shop.www", "https", 8080, "/p", "q=1")
    ]


def test_an_address_has_no_domain(asked):
    query = (
        "SELECT url_host_tld, url_host_registered_domain, url_port, url_query FROM cc"
    )
    assert asked(query, NUMBERED) == [(None, None, None, None)]


def test_a_redirect_says_where_it_leads(asked):
    query = "SELECT fetch_redirect FROM cc ORDER BY fetch_status"
    assert asked(query) == [(None,), ("https://elsewhere.test/",)]


def test_hosts_counts_pages_attempts_and_errors(lake, asked):
    attempt = {"url": "u", "host": PAGE["host"], "fetched_at": SEEN, "bytes": 5}
    errors = [None, "timeout", "PartForbidden: its robots.txt"]
    fetches = [attempt | {"error": error} for error in errors]
    robots = {"host": "quiet.test", "fetched_at": SEEN, "status": 404}
    append(lake, "a", {"fetches": pa.Table.from_pylist(fetches)})
    append(lake, "b", {"robots": pa.Table.from_pylist([robots])})
    assert asked(COUNTS) == [
        ("quiet.test", 0, 0, 0, 0, 0, 404),
        ("www.shop.co.uk", 2, 1, 2, 1, 10, None),
    ]


def test_freshness_tells_of_every_table(lake, crawl):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    pin(lake)
    with connect(lake.home) as connection:
        found = {age.table_name: age for age in table_ages(connection)}
    assert set(TABLES) - set(found) <= {"pages", "fetches"}
    assert (found["pages"].rows, found["pages"].newest_at) == (1, SEEN)
    assert found["pages"].lag_s > 0
    assert found["articles"].newest_at is None


def test_a_host_left_alone_for_long_is_stale(lake, asked):
    attempt = {"url": "u", "host": "h.test", "fetched_at": SEEN, "status": 200}
    append(lake, "a", {"fetches": pa.Table.from_pylist([attempt])})
    asked("FROM hosts")
    with connect(lake.home) as connection:
        stale = stale_hosts(connection, 60)
        assert [host.host for host in stale] == ["h.test"]
        assert stale_hosts(connection, stale[0].lag_s + 3600) == []


def test_every_column_of_the_views_is_explained(lake):
    pin(lake)
    query = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'lake' AND schema_name = 'main'"
    with connect(lake.home) as connection:
        found = set(connection.execute(query).fetchall())
        kinds = {
            name: connection.sql(f"FROM {name}").to_arrow_table().schema
            for name in EXTRA_VIEWS
        }
    for name, view in EXTRA_VIEWS.items():
        assert {(name, column.name, column.comment) for column in view.columns} <= found
        assert kinds[name].types == [column.type for column in view.columns]
