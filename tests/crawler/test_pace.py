import asyncio
import multiprocessing
import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.pace import Pace
from crawler.turnfile import place_of


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


# Between processes


async def _ask(folder: Path, times: int) -> list[tuple[float, float]]:
    pace, spans = Pace(time.monotonic, folder), []
    for _ in range(times):
        await pace.turn("a.test")
        start = time.monotonic()
        await asyncio.sleep(0.02)
        spans.append((start, time.monotonic()))
        pace.over("a.test", 0.03)
    return spans


def asking(folder: Path, times: int = 5) -> list[tuple[float, float]]:
    return asyncio.run(_ask(folder, times))


def dying(folder: Path) -> None:
    async def die() -> None:
        await Pace(time.monotonic, folder).turn("a.test")
        os._exit(1)

    asyncio.run(die())


def test_processes_take_turns_as_well(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        told = pool.map(asking, [tmp_path] * 3, chunksize=1)
    spans = sorted(span for one in told for span in one)
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    assert (len(spans), min(gaps) >= 0.03) == (15, True)


def test_a_process_that_dies_in_its_turn_leaves_it_to_others(tmp_path: Path) -> None:
    died = multiprocessing.get_context("spawn").Process(target=dying, args=(tmp_path,))
    died.start()
    died.join()
    assert (died.exitcode, len(asking(tmp_path, 1))) == (1, 1)


def test_the_rest_of_a_host_outlives_the_process_that_asked_it(tmp_path: Path) -> None:
    async def ask() -> float:
        pace = Pace(time.monotonic, tmp_path)
        await pace.turn("a.test")
        pace.over("a.test", 0.2)
        start = time.monotonic()
        await Pace(time.monotonic, tmp_path).turn("a.test")
        return time.monotonic() - start

    assert asyncio.run(ask()) >= 0.2


def test_hosts_of_one_place_wait_for_each_other(tmp_path: Path) -> None:
    places: dict[str, str] = {}
    names = (f"h{n}.test" for n in range(100_000))
    twins = next(
        (name, places[place])
        for name in names
        if places.setdefault(place := place_of(name), name) != name
    )

    async def ask() -> None:
        pace = Pace(time.monotonic, tmp_path)
        await pace.turn(twins[0])
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pace.turn(twins[1]), 0.1)
        pace.over(twins[0], 0.0)
        await asyncio.wait_for(pace.turn(twins[1]), 5.0)

    asyncio.run(ask())
