import os
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pytest

from lake.pool import Pool


def test_what_follows_is_made_in_the_same_process() -> None:
    with Pool(1) as pool:
        first, second = (pool.submit(os.getpid).result() for _ in range(2))
    assert first == second != os.getpid()


def test_those_who_ask_at_the_same_time_share_the_processes() -> None:
    with Pool(1) as pool, ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(pool.submit, os.getpid) for _ in range(8)]
        assert len({one.result().result() for one in asked}) == 1


def test_a_process_that_died_is_told_and_another_takes_its_place() -> None:
    with Pool(1) as pool:
        before = pool.submit(os.getpid).result()
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()
        assert pool.submit(os.getpid).result() != before


def test_each_process_is_prepared_before_it_makes_anything(tmp_path: Path) -> None:
    with Pool(1, partial(os.chdir, tmp_path)) as pool:
        assert pool.submit(os.getcwd).result() == str(tmp_path)


def test_no_process_outlives_the_pool() -> None:
    with Pool(1) as pool:
        pid = pool.submit(os.getpid).result()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
