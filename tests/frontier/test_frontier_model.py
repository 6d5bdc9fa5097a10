"""A frontier beside the simplest thing that does the same, under any order of calls."""

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from frontier_calls import Calls, CallsOnSmallSegments
from frontier_small import small_files
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from frontier import segments
from frontier.plan import Budgets
from frontier.politeness import Politeness


@pytest.fixture(autouse=True)
def fast_disk() -> Iterator[None]:
    """A kill loses nothing that was written, so nothing here waits for the disk."""
    with mock.patch("os.fsync"), mock.patch("os.fdatasync"):
        yield


ENOUGH = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # To make a failing case smaller takes minutes: done by who looks for the reason.
    phases=[Phase.reuse, Phase.generate],
)


def test_any_calls_in_any_order() -> None:
    run_state_machine_as_test(Calls, settings=ENOUGH)


def test_any_calls_in_any_order_on_small_segments() -> None:
    with small_files():
        run_state_machine_as_test(CallsOnSmallSegments, settings=ENOUGH)


@pytest.mark.parametrize("order", ["breadth", "depth", "best"])
def test_what_spills_to_the_disk_comes_back_in_its_order(
    order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "_SMALLEST", 4096)
    calls = Calls()
    calls.home = tmp_path
    calls.open(order, Politeness(delay_s=0.0), Budgets())
    calls.model.ages_count = False
    for turn in range(7):
        calls.flood_host("a.test", 300, turn % 4)
        calls.crawl(100, 1)
    calls.crawl(5000, 1)
    assert calls.model.counts() == {"pages": 2100}
    calls.teardown()
