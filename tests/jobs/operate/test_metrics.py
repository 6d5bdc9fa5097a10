"""What Prometheus reads of a home, and that the dashboard asks for nothing else."""

import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import structlog
from ports import free_port
from prometheus_client.parser import text_string_to_metric_families as parsed

from crawler.watch import text as crawl_text
from crawler.watch.counts import HostCount, Summary
from crawler.watch.progress import Progress
from jobs.operate import state as st
from jobs.operate.metrics import metrics
from jobs.operate.told import told
from jobs.settings import Settings
from jobs.work.settings import WorkSettings
from storefront.http.counters import Counters
from storefront.http.metrics import _counted

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORKER = st.Worker(
    name="shop-1:7:8",
    state="dead",
    begun_at=AT,
    seen_at=AT,
    version="1",
    broker="redis",
    in_hand={"a": 2, "b": 1},
    done=5,
    failed=1,
    done_per_min=1.0,
    rss_mb=90,
)
FULL = st.State(
    at=AT,
    home="/x",
    crawling=True,
    workers=[WORKER],
    queues=[st.Queue(kind="run", waiting=1, at_work=2, given_up=3, oldest_s=4.5)],
    schedules=[
        st.Schedule(name="r", timetable="", next_at=AT, last_at=AT, state="paused")
    ],
    stages=[
        st.Stage(
            stage='ex"t\n',
            started_at=AT,
            seconds=2.5,
            rows_in=3,
            rows_out=9,
            status="lost",
            error=None,
        )
    ],
    ahead=[st.Ahead(stage="ex", batches=4, rows=6)],
    crawls=[st.Crawl(campaign="shops", pages=7, pending=8, walls=9, paused=False)],
    freshness=st.Freshness(
        fetched_at=AT,
        extracted_at=AT,
        published_at=AT,
        snapshot="abc",
        items=10,
        checked_share=0.5,
    ),
    disk=st.Disk(lake=1, warc=2, spool=3, spool_files=4, free=5),
    troubles=[],
)
DASHBOARD = Path(__file__).parents[3] / "docs" / "grafana" / "harvestman.json"
# What stands in an expression beside metrics: functions, and the words of `by`.
_FUNCTIONS = {"rate", "sum", "by", "time", "histogram_quantile"}


def values(text: str) -> dict[tuple[str, ...], float]:
    return {
        (one.name, *one.labels.values()): one.value
        for family in parsed(text)
        for one in family.samples
    }


def test_every_figure_is_read_as_it_was_meant():
    found = values(metrics(FULL))
    assert found["harvestman_queue_jobs", "run", "given_up"] == 3
    assert found["harvestman_stage_rows_out", 'ex"t\n'] == 9
    assert found["harvestman_stage_failed", 'ex"t\n'] == 1
    assert found["harvestman_stage_ahead_batches", "ex"] == 4
    assert found["harvestman_worker_in_hand", "shop-1:7"] == 3
    assert found["harvestman_workers", "dead"] == 1
    assert found["harvestman_published_timestamp_seconds",] == AT.timestamp()
    assert found["harvestman_snapshot_info", "abc"] == 1
    assert found["harvestman_schedule_paused", "r"] == 1
    assert found["harvestman_campaign_pages_total", "shops"] == 7
    assert found["harvestman_disk_free_bytes",] == 5


def test_what_is_unknown_is_left_out():
    bare = msgspec.structs.replace(FULL, freshness=st.Freshness(), stages=[])
    names = {name for name, *_ in values(metrics(bare))}
    assert "harvestman_published_timestamp_seconds" not in names
    assert "harvestman_stage_seconds" not in names


@pytest.fixture
def known(tmp_path: Path) -> dict[str, set[str]]:
    """Every metric that there is, with its labels."""
    host = Summary({200: 1}, {"Timeout": 1}, busiest=(HostCount("a"),))
    counters = Counters(tmp_path / "counters")
    counters.answered("page", 200, 0.1)
    texts = metrics(FULL), crawl_text.metrics("shops", Progress(), host)
    shop = "\n".join(_counted(counters.sums())) + "\n"
    found: dict[str, set[str]] = {}
    for text in (*texts, shop):
        for one in (one for family in parsed(text) for one in family.samples):
            found.setdefault(one.name, set()).update(one.labels)
    return found


def asked() -> Iterator[tuple[str, str]]:
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def test_the_dashboard_asks_only_for_what_there_is(known):
    for title, expression in asked():
        labels = set(re.findall(r"(\w+)\s*=~?\s*\"", expression))
        for group in re.findall(r"by \(([^)]*)\)", expression):
            labels.update(re.split(r",\s*", group))
        bare = re.sub(r"\{[^}]*\}|by \([^)]*\)|\[[^]]*\]", "", expression)
        names = set(re.findall(r"[a-z_]{3,}", bare)) - _FUNCTIONS
        assert names, title
        assert names <= known.keys(), title
        assert labels <= set.union(*(known[name] for name in names)) | {"le"}, title


def test_a_worker_tells_it_on_this_machine_alone(tmp_path):
    port = free_port()
    settings = Settings(work=WorkSettings(metrics_port=port))
    with told(tmp_path, settings), structlog.testing.capture_logs() as logs:
        with told(tmp_path, settings):  # the second worker of a machine goes on without
            pass
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            found = values(answer.read().decode())
    assert found["harvestman_workers", "dead"] == 0
    assert "work.metrics_port" in logs[0]["reason"]


def test_without_a_port_nothing_is_served(tmp_path):
    with told(tmp_path, Settings()):
        assert not [*tmp_path.iterdir()]
