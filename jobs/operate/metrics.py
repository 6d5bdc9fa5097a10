"""How a home does, as Prometheus reads it; the names are for ever."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crawler.watch.lines import head, sample
from jobs.operate.state import State

Labels = dict[str, str]
Values = Iterable[tuple[Labels, float]]


def metrics(state: State) -> str:
    """Return everything there is to measure."""
    return "".join(
        f"{line}\n"
        for part in (
            _line,
            _schedules,
            _stages,
            _ahead,
            _workers,
            _crawls,
            _fresh,
            _disk,
        )
        for line in part(state)
    )


def _line(state: State) -> Iterator[str]:
    yield from _gauge(
        "queue_jobs",
        "Jobs of each kind that wait, are at work, or were given up.",
        (
            ({"kind": one.kind, "state": name}, getattr(one, name))
            for one in state.queues
            for name in ("waiting", "at_work", "given_up")
        ),
    )
    yield from _gauge(
        "queue_oldest_seconds",
        "So long the oldest job waits that is due.",
        (({"kind": one.kind}, one.oldest_s) for one in state.queues),
    )
    yield from _gauge(
        "troubles",
        "Failed runs, jobs given up and workers gone: what `status` lists.",
        [({}, len(state.troubles))],
    )


def _schedules(state: State) -> Iterator[str]:
    told = [({"schedule": one.name}, one) for one in state.schedules]
    yield from _gauge(
        "schedule_next_timestamp_seconds",
        "When each schedule is due next.",
        _times((labels, one.next_at) for labels, one in told),
    )
    yield from _gauge(
        "schedule_last_timestamp_seconds",
        "When the work of each schedule was put last.",
        _times((labels, one.last_at) for labels, one in told),
    )
    yield from _gauge(
        "schedule_paused",
        "Whether a person paused it.",
        ((labels, int(one.state == "paused")) for labels, one in told),
    )


def _stages(state: State) -> Iterator[str]:
    for name, words in (
        ("seconds", "How long the last run of each stage took."),
        ("rows_in", "Inputs of the last run of each stage."),
        ("rows_out", "Rows of the last run of each stage."),
    ):
        values = (({"stage": one.stage}, getattr(one, name)) for one in state.stages)
        yield from _gauge(f"stage_{name}", words, values)
    yield from _gauge(
        "stage_last_timestamp_seconds",
        "When the last run of each stage began.",
        _times(({"stage": one.stage}, one.started_at) for one in state.stages),
    )
    yield from _gauge(
        "stage_failed",
        "Whether the last run of each stage failed, or its process went.",
        (
            ({"stage": one.stage}, int(one.status in ("failed", "lost")))
            for one in state.stages
        ),
    )


def _ahead(state: State) -> Iterator[str]:
    told = [({"stage": one.stage}, one) for one in state.ahead]
    yield from _gauge(
        "stage_ahead_batches",
        "Batches that each stage has not looked at yet.",
        ((labels, one.batches) for labels, one in told),
    )
    yield from _gauge(
        "stage_ahead_rows",
        "Rows in them, where each one is an input.",
        ((labels, one.rows) for labels, one in told if one.rows is not None),
    )


def _workers(state: State) -> Iterator[str]:
    told = [({"worker": one.name.rpartition(":")[0]}, one) for one in state.workers]
    states = [one.state for one in state.workers]
    yield from _gauge(
        "workers",
        "Workers by whether they are at work, silent or dead.",
        (({"state": name}, states.count(name)) for name in _STATES),
    )
    for name, words in (
        ("done", "Jobs that each worker has done."),
        ("failed", "Tries that failed at each worker."),
    ):
        values = ((labels, getattr(one, name)) for labels, one in told)
        yield from _gauge(f"worker_{name}_total", words, values, "counter")
    yield from _gauge(
        "worker_in_hand",
        "Jobs that each worker has in hand.",
        ((labels, sum(one.in_hand.values())) for labels, one in told),
    )
    yield from _gauge(
        "worker_memory_bytes",
        "Memory that each worker takes itself.",
        ((labels, one.rss_mb * 1_000_000) for labels, one in told),
    )
    yield from _gauge(
        "worker_seen_timestamp_seconds",
        "When each worker last told of itself.",
        _times((labels, one.seen_at) for labels, one in told),
    )


def _crawls(state: State) -> Iterator[str]:
    yield from _gauge("crawling", "Whether a crawl runs.", [({}, int(state.crawling))])
    told = [({"campaign": one.campaign}, one) for one in state.crawls]
    yield from _gauge(
        "campaign_pages_total",
        "Pages of each campaign.",
        ((labels, one.pages) for labels, one in told),
        "counter",
    )
    yield from _gauge(
        "campaign_pending",
        "URLs of each campaign that wait.",
        ((labels, one.pending) for labels, one in told),
    )
    yield from _gauge(
        "campaign_walls",
        "Walls that wait for a person.",
        ((labels, one.walls) for labels, one in told),
    )


def _fresh(state: State) -> Iterator[str]:
    fresh = state.freshness
    for name, words, at in (
        ("fetched", "When the newest page was fetched.", fresh.fetched_at),
        ("extracted", "When pages were last read.", fresh.extracted_at),
        ("published", "When the shop was last published.", fresh.published_at),
    ):
        yield from _gauge(f"{name}_timestamp_seconds", words, _times([({}, at)]))
    if fresh.snapshot is not None:
        labels = {"snapshot": fresh.snapshot}
        yield from _gauge("snapshot_info", "The snapshot in use.", [(labels, 1)])
    if fresh.items is not None:
        yield from _gauge("snapshot_items", "Items in it.", [({}, fresh.items)])
    if fresh.checked_share is not None:
        words = "The share of them that was checked within a day."
        yield from _gauge("snapshot_checked_ratio", words, [({}, fresh.checked_share)])


def _disk(state: State) -> Iterator[str]:
    room = state.disk
    parts = (
        ({"part": name}, getattr(room, name)) for name in ("lake", "warc", "spool")
    )
    yield from _gauge("disk_bytes", "What parts of the home take.", parts)
    yield from _gauge("disk_free_bytes", "What is left.", [({}, room.free)])
    words = "Batches on their way to the lake."
    yield from _gauge("spool_files", words, [({}, room.spool_files)])


_STATES = ("at work", "silent", "dead")


def _gauge(name: str, words: str, values: Values, kind: str = "gauge") -> Iterator[str]:
    full = f"harvestman_{name}"
    yield from head(full, kind, words)
    for labels, value in values:
        yield sample(full, labels, value)


def _times(values: Iterable[tuple[Labels, datetime | None]]) -> Values:
    return ((labels, at.timestamp()) for labels, at in values if at is not None)
