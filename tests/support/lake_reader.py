"""Readers that look for half of a batch of `lake_writer.rows`, now and again and again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lake.sql import connect, current
from lake.store import Lake

# Every batch brings two pages and a robots.txt that name it.
_HALVES = """
SELECT coalesce(p.batch_id, r.batch_id) AS batch_id, p.rows, r.rows
FROM (SELECT batch_id, count(*) AS rows FROM pages GROUP BY 1) AS p
FULL JOIN (SELECT batch_id, count(*) AS rows FROM robots GROUP BY 1) AS r
    ON p.batch_id = r.batch_id
WHERE p.rows IS DISTINCT FROM 2 OR r.rows IS DISTINCT FROM 1
UNION ALL
SELECT batch_id, NULL, NULL FROM batches ANTI JOIN pages USING (batch_id)
UNION ALL
SELECT batch_id, NULL, NULL FROM pages ANTI JOIN batches USING (batch_id)
"""


def halves(lake: Lake) -> list[tuple[object, ...]]:
    """Return the batches that a reader sees a part of, committed or pinned."""
    with current(lake) as connection:
        found = connection.execute(_HALVES).fetchall()
    if (lake.home / "lake.duckdb").exists():
        with connect(lake.home) as connection:
            found += connection.execute(_HALVES).fetchall()
    return found


@contextmanager
def reading(lake: Lake) -> Iterator[list[object]]:
    """Read in a thread while the block runs; what is wrong is in the list after it."""
    wrong: list[object] = []
    reads = [0]
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                wrong.extend(halves(lake))
            except Exception as error:  # noqa: BLE001 # any failure of a reader is wrong
                wrong.append(error)
            reads[0] += 1

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield wrong
    finally:
        stop.set()
        thread.join()
    assert reads[0] > 0
