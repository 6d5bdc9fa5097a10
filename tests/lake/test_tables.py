import pyarrow as pa
import pytest

from lake.errors import NoSuchTable
from lake.tables import TABLES, VIEWS, columns, schema

ALL = sorted({**TABLES, **VIEWS})


@pytest.mark.parametrize("name", ALL)
def test_every_table_and_column_has_its_sentence(name):
    table = {**TABLES, **VIEWS}[name]
    comments = [table.comment, *(column.comment for column in columns(name))]
    assert all(comment[0].islower() or comment[0].isupper() for comment in comments)
    assert all(comment.endswith(".") for comment in comments)


@pytest.mark.parametrize("name", ALL)
def test_no_column_is_declared_twice(name):
    names = schema(name).names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_files_are_split_and_sorted_by_columns_that_are_there(name):
    table = TABLES[name]
    wanted = {*table.sort, *([table.partition] if table.partition else [])}
    assert wanted <= set(schema(name).names)


def test_derived_rows_say_what_they_were_made_from():
    assert {"input_key", "maker", "maker_version"} <= set(schema("offers").names)
    assert "maker" not in schema("pages").names


def test_money_is_whole_minor_units():
    minor = [field for name in ALL for field in schema(name) if "_minor" in field.name]
    assert {field.type for field in minor} == {pa.int64()}


def test_an_unknown_table_is_named():
    with pytest.raises(NoSuchTable, match="'offer'"):
        schema("offer")
