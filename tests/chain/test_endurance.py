"""What takes minutes: a run that is killed, and a day that nobody attends to."""

import random
from pathlib import Path

import pytest

from benchmarks._jobs_web import SMALL
from benchmarks.jobs_run_killed import compared
from benchmarks.jobs_two_days import lived


@pytest.mark.slow  # four runs, and twenty that are killed: some minutes
def test_a_run_that_is_killed_ends_with_the_same_tables(tmp_path: Path) -> None:
    chance = random.Random()  # noqa: S311 - no secret
    found = compared(tmp_path, SMALL, (20, chance))
    assert (found["kills"], found["unlike"]) == (20, 0), found["struck"]


@pytest.mark.slow  # pages are due after minutes, not seconds
def test_a_day_later_the_shop_shows_what_the_web_shows(tmp_path: Path) -> None:
    found = lived(tmp_path / "home")
    assert found["wrong"] == []
    assert found["prices_moved"] > 0
