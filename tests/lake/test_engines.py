"""Other engines read our tables, asked what docs/engines.md tells people to ask."""

import json
import re
from pathlib import Path

import polars as pl
import pyarrow.dataset as ds
import pytest
from datafusion import SessionContext
from deltalake import DeltaTable, QueryBuilder
from lake_makers import DEARER, PRICE
from lake_writer import rows

from lake.load import load
from lake.spool import Spool
from lake.stages import run_stage

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
OFFERS, PAGES = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)[:2]
BOOKS = ("batches", "releases", "made", "offers", "pages")
COUNTED = "SELECT count(*) AS found FROM ({}) AS asked"


class Killed(Exception):
    pass


def kill(name):
    if name == "appended pages":
        raise Killed


@pytest.fixture
def tables(lake, crawl):
    """Tables with superseded offers, and with pages of no committed batch."""
    crawl([("p", "100"), ("q", "200")])
    run_stage(lake, PRICE)
    run_stage(lake, DEARER)
    Spool(lake.home, "half").put(rows("half"))
    with pytest.raises(Killed):
        load(lake, step=kill)
    return {name: DeltaTable(lake.place.table(name).uri) for name in BOOKS}


@pytest.fixture
def datafusion(tables):
    session = SessionContext()
    for name, table in tables.items():
        session.register_table(name, table)
    return session


def test_datafusion_sees_the_offers_that_count(datafusion, ask):
    found = datafusion.sql(OFFERS).to_pydict()
    offers = sorted(zip(found["url"], found["price_minor"], strict=True))
    assert offers == ask("SELECT url, price_minor FROM offers")
    assert len(offers) == 2


def test_datafusion_sees_no_part_of_a_batch(datafusion, ask):
    found = datafusion.sql(COUNTED.format(PAGES)).to_pydict()["found"]
    assert found == [ask("SELECT count(*) FROM pages")[0][0]] == [2]


def test_without_the_question_rows_would_be_too_many(tables):
    assert tables["pages"].to_pyarrow_table().num_rows == 4
    assert tables["offers"].to_pyarrow_table().num_rows == 4


def test_deltalake_answers_the_same(tables):
    engine = QueryBuilder()
    for name, table in tables.items():
        engine = engine.register(name, table)
    assert len(engine.execute(OFFERS).read_all()) == 2


def test_polars_answers_the_same(lake, tables):
    scanned = {name: pl.scan_delta(tables[name].table_uri) for name in BOOKS}
    committed = scanned["pages"].join(scanned["batches"], on="batch_id", how="semi")
    assert committed.collect().height == 2
    assert pl.SQLContext(scanned).execute(OFFERS).collect().height == 2


def test_pyarrow_answers_the_same(tables):
    ids = tables["batches"].to_pyarrow_table(columns=["batch_id"])["batch_id"]
    pages = tables["pages"].to_pyarrow_dataset()
    assert pages.count_rows(filter=ds.field("batch_id").isin(ids.combine_chunks())) == 2


def test_the_note_names_versions_that_fit_together(tables):
    noted = json.loads(tables["batches"].history(1)[0]["tables"])
    version, whole = noted["pages"]
    pages = DeltaTable(tables["pages"].table_uri, version=version)
    assert whole
    assert pages.to_pyarrow_table().num_rows == 2
