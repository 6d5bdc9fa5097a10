import asyncio
import time

from crawler.pace import Pace


def test_a_page_paces_its_own_scripts() -> None:
    async def pace() -> float:
        paced, start = Pace(time.monotonic), time.monotonic()
        await asyncio.gather(*(paced.turn("a.test", 0.03) for _ in range(4)))
        return time.monotonic() - start

    assert asyncio.run(pace()) >= 0.09


def test_hosts_do_not_wait_for_each_other() -> None:
    async def pace() -> float:
        paced, start = Pace(time.monotonic), time.monotonic()
        await asyncio.gather(*(paced.turn(f"{n}.test", 5.0) for n in range(20)))
        return time.monotonic() - start

    assert asyncio.run(pace()) < 5.0
