import asyncio
import time
from itertools import pairwise

import pytest

from crawler.pace import Pace


def test_a_host_is_asked_by_one_after_the_other_and_rests_between_them() -> None:
    spans: list[tuple[float, float]] = []

    async def ask(pace: Pace) -> None:
        await pace.turn("a.test")
        start = time.monotonic()
        await asyncio.sleep(0.02)
        spans.append((start, time.monotonic()))
        pace.over("a.test", 0.03)

    async def asking() -> None:
        pace = Pace(time.monotonic)
        await asyncio.gather(*(ask(pace) for _ in range(4)))

    asyncio.run(asking())
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    assert min(gaps) >= 0.03


def test_hosts_do_not_wait_for_each_other() -> None:
    async def pace() -> float:
        paced, start = Pace(time.monotonic), time.monotonic()
        await asyncio.gather(*(paced.turn(f"{n}.test") for n in range(20)))
        return time.monotonic() - start

    assert asyncio.run(pace()) < 5.0


def test_who_stops_waiting_keeps_nobody_else_from_the_host() -> None:
    async def wait() -> None:
        paced = Pace(time.monotonic)
        await paced.turn("a.test")
        paced.over("a.test", 0.05)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await paced.turn("a.test")
        await paced.turn("a.test")

    asyncio.run(asyncio.wait_for(wait(), 5.0))
