from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from lake.compact import compact
from lake.load import append
from lake.settings import LakeSettings
from lake.store import Lake

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAYS = "SELECT DISTINCT day::VARCHAR FROM fetches"


def kept(lake, **settings):
    return Lake(lake.home, LakeSettings(**settings))


@pytest.fixture
def fetched(lake):
    """One fetch a day on four days."""
    for number in range(4):
        at = NOON - timedelta(days=number)
        fetch = {"url": "u", "host": "h", "attempt": 1, "fetched_at": at}
        append(lake, "crawl", {"fetches": pa.Table.from_pylist([fetch])})
    return lake


def test_everything_is_kept_where_nothing_is_said(fetched, ask):
    compact(fetched, now=lambda: NOON + timedelta(days=9999))
    assert ask("SELECT count(*) FROM fetches") == [(4,)]


def test_days_that_are_too_old_go_whole(fetched, ask):
    done = compact(kept(fetched, keep_fetches_days=2), now=lambda: NOON)
    assert [of.dropped for of in done.tables if of.name == "fetches"] == [1]
    assert ask(DAYS) == [("2026-11-18",), ("2026-11-19",), ("2026-11-20",)]


def test_every_moment_within_the_days_to_keep_is_kept(fetched, ask):
    midnight = NOON.replace(hour=0)
    compact(kept(fetched, keep_fetches_days=2), now=lambda: midnight)
    assert ("2026-11-18",) in ask(DAYS)


def test_each_table_has_a_setting_of_its_own(fetched, ask):
    settings = kept(fetched, keep_links_days=1, keep_events_days=1)
    compact(settings, now=lambda: NOON + timedelta(days=9999))
    assert ask("SELECT count(*) FROM fetches") == [(4,)]


def test_a_table_may_be_emptied(fetched, ask):
    compact(kept(fetched, keep_fetches_days=1), now=lambda: NOON + timedelta(days=99))
    assert ask("SELECT count(*) FROM fetches") == [(0,)]
    assert fetched.table("fetches").file_uris() == []
