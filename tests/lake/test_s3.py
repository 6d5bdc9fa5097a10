import re
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import msgspec
import polars as pl
import pyarrow.parquet as pq
import pytest
from buckets import KEYS, files_at, new_bucket, opened, settings_for
from deltalake import DeltaTable, QueryBuilder
from lake_makers import DEARER, PRICE
from pyarrow.fs import FileSelector

from lake.clock import utc_now
from lake.compact import compact
from lake.derive import refresh
from lake.errors import BucketRefused, LakeTooNew
from lake.export import Wanted, export
from lake.forget import erase
from lake.forgetting import Forgetting, Found
from lake.lazy import scan
from lake.pin import pin
from lake.purge import Sought
from lake.settings import LakeSettings
from lake.sql import connect, current
from lake.stages import run_stage
from lake.store import Lake
from lake.vacuum import vacuum
from lake.verify import verify

PRICES = "SELECT url, price_minor FROM offers ORDER BY ALL"
LATEST = "SELECT url, price_minor FROM offers_latest ORDER BY ALL"
HISTORY = "SELECT price_minor, valid_to IS NULL FROM price_history ORDER BY ALL"


@pytest.fixture
def bucket(s3_url):
    return new_bucket(s3_url)


@pytest.fixture
def lake(tmp_path, s3_url, bucket):
    return opened(tmp_path / "home", s3_url, bucket, chunk_rows=4, body_rows=3)


def urls(found):
    return [(url.rpartition("/")[2], price) for url, price in found]


def pinned(lake, query):
    with connect(lake.home, lake.settings) as connection:
        return connection.execute(query).fetchall()


def stored(s3_url, bucket, table):
    """The names of a table's data files in the bucket."""
    found = files_at(s3_url).get_file_info(
        FileSelector(f"{bucket}/shop/{table}", recursive=True)
    )
    return [info.path for info in found if info.path.endswith(".parquet")]


def everything(s3_url, bucket):
    """All bytes that are in the bucket."""
    files = files_at(s3_url)
    found = files.get_file_info(FileSelector(bucket, recursive=True))
    return b"".join(files.open_input_stream(of.path).read() for of in found if of.size)


def test_a_stage_reads_and_writes_a_lake_in_a_bucket(lake, crawl, ask):
    crawl([("p", "100"), ("q", "200")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    assert urls(ask(PRICES)) == [("p", 1100), ("q", 1200)]
    assert run_stage(lake, DEARER).rows_out == 0


def test_nothing_of_the_tables_lies_in_the_home(lake, crawl):
    crawl([("p", "100")])
    assert [path.name for path in (lake.home / "lake").iterdir()] == [".loader"]


def test_derived_tables_are_kept_in_a_bucket(lake, crawl, ask):
    crawl([("p", "100"), ("q", "200")])
    run_stage(lake, PRICE)
    assert refresh(lake).listings == 2
    crawl([("p", "300")])
    run_stage(lake, PRICE)
    before = ask(LATEST)
    assert refresh(lake).listings == 1
    assert urls(ask(LATEST)) == urls(before) == [("p", 300), ("q", 200)]
    assert ask(HISTORY) == [(100, False), (200, True), (300, True)]


def test_compaction_and_vacuum_leave_one_file(lake, crawl, ask, s3_url, bucket):
    for number in range(3):
        crawl([(f"p{number}", f"{number}")])
    before = ask("SELECT url, fetched_at::VARCHAR FROM pages")
    compact(lake)
    later = utc_now() + timedelta(days=30)
    vacuum(lake, now=lambda: later)
    assert ask("SELECT url, fetched_at::VARCHAR FROM pages") == before
    assert len(stored(s3_url, bucket, "pages")) == 1


def test_a_pinned_lake_stays_as_it_was(lake, crawl):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    pin(lake)
    crawl([("q", "200")])
    run_stage(lake, PRICE)
    compact(lake)
    assert urls(pinned(lake, PRICES)) == [("p", 100)]
    pin(lake)
    assert urls(pinned(lake, PRICES)) == [("p", 100), ("q", 200)]


def test_what_was_touched_since_the_refresh_is_pinned(lake, crawl):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    refresh(lake)
    crawl([("p", "300")])
    run_stage(lake, PRICE)
    pin(lake)
    assert urls(pinned(lake, LATEST)) == [("p", 300)]


def test_a_page_is_forgotten_to_the_last_byte(lake, crawl, ask, s3_url, bucket):
    crawl([("p", "100"), ("canary", "200")])
    run_stage(lake, PRICE)
    refresh(lake)
    page = "http://shop.test/canary"
    found = Found(sought=Sought(urls=re.escape(page)))
    erase(lake, Forgetting(kind="url", name=page, found=found))
    assert urls(ask(PRICES)) == urls(pinned(lake, LATEST)) == [("p", 100)]
    assert b"canary" not in everything(s3_url, bucket)
    assert not verify(lake).damaged


def test_a_pinned_lake_says_what_its_columns_are(lake, crawl):
    crawl([("p", "100")])
    pin(lake)
    said = "SELECT comment FROM duckdb_columns() WHERE table_name = 'pages'"
    comments = pinned(lake, said)
    assert comments
    assert all(comment for (comment,) in comments)


def test_every_view_of_a_pinned_lake_answers(lake, crawl):
    crawl([("p", "100")])
    run_stage(lake, PRICE)
    pin(lake)
    with connect(lake.home, lake.settings) as connection:
        views = "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        for (name,) in connection.execute(views).fetchall():
            asked = f'SELECT count(*) FROM "{name}"'  # noqa: S608 - ours
            assert connection.execute(asked).fetchall()


def test_filters_and_columns_go_down_to_arrow(lake, crawl):
    crawl([("p", "100")])
    asked = "EXPLAIN SELECT url FROM pages WHERE url_key = 'test,shop)/p'"
    with current(lake) as connection:
        plan = connection.execute(asked).fetchall()[0][1]
    assert "ARROW_SCAN" in plan
    assert "\"url_key\" = 'test,shop)/p'" in plan.replace("\n", " ")
    assert "content_digest" not in plan


def test_rows_of_a_bucket_are_exported_and_scanned(lake, crawl, tmp_path):
    crawl([("p", "100"), ("q", "200")])
    run_stage(lake, PRICE)
    refresh(lake)
    pin(lake)
    out = tmp_path / "offers.parquet"
    with connect(lake.home, lake.settings) as connection:
        export(connection, Wanted(table="offers"), out)
    assert sorted(pq.read_table(out)["price_minor"].to_pylist()) == [100, 200]
    offers = scan(lake.home, "offers", lake.settings)
    assert "Parquet SCAN [s3://" in offers.explain()
    assert offers.select("price_minor").collect().sum().item() == 300
    latest = scan(lake.home, "hosts", lake.settings)
    assert latest.select("host").collect().to_series().to_list() == ["shop.test"]


def test_other_engines_read_a_bucket(lake, crawl):
    crawl([("p", "100"), ("q", "200")])
    at = lake.place.table("pages")
    table = DeltaTable(at.uri, storage_options=at.options)
    engine = QueryBuilder().register("pages", table)
    assert len(engine.execute("SELECT url FROM pages").read_all()) == 2
    scanned = pl.scan_delta(at.uri, storage_options=at.options)
    assert scanned.select("url").collect().height == 2


def test_the_pinned_database_holds_no_keys(lake, crawl):
    crawl([("p", "100")])
    pin(lake)
    whole = (lake.home / "lake.duckdb").read_bytes()
    assert not any(key.encode() in whole for key in KEYS.values())


def test_a_lake_of_a_newer_version_is_refused(lake, s3_url, bucket, tmp_path):
    with files_at(s3_url).open_output_stream(f"{bucket}/shop/format.json") as file:
        file.write(b'{"format": 99}')
    with pytest.raises(LakeTooNew, match=r"s3://.* has format 99"):
        opened(tmp_path / "other", s3_url, bucket)


def test_a_missing_bucket_is_named(tmp_path, s3_url):
    with pytest.raises(BucketRefused, match=r"lake.tables = s3://none/shop: http"):
        opened(tmp_path, s3_url, "none")


def test_a_server_that_does_not_answer_is_named(tmp_path):
    settings = settings_for("http://127.0.0.1:1", "lake")
    with pytest.raises(BucketRefused, match=r"lake.s3_endpoint: nobody answers"):
        Lake.open(tmp_path, settings)


class Refusing(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(403)
        self.end_headers()

    def do_HEAD(self):
        self.do_GET()

    def log_message(self, *_):
        pass


def test_keys_that_are_refused_are_named_and_not_shown(tmp_path):
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings = settings_for(f"http://127.0.0.1:{server.server_port}", "lake")
        with pytest.raises(BucketRefused, match=r"HARVESTMAN_LAKE_S3_KEY_ID") as told:
            Lake.open(tmp_path, settings)
        server.shutdown()
    assert not any(key in str(told.value) for key in KEYS.values())


def test_an_address_that_is_none_is_refused_as_a_setting():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"tables": "lake/in/bucket"}, LakeSettings)
