"""Calls of the program in a test's own `home`, within the tests' process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_calls import Say

from jobs.cli import main


@pytest.fixture(autouse=True, scope="session")
def _in_one_process() -> Iterator[None]:
    """Let commands make their inputs themselves: to start processes takes seconds.

    That several make the same is shown by tests/lake, and by the demo.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HARVESTMAN_LAKE_PROCESSES", "1")
        yield


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], home: Path) -> Say:
    """Return a call of `harvestman` in the home."""

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--home", str(home)])
        shown = capsys.readouterr()
        return left.value.code or 0, shown.out, shown.err  # type: ignore[return-value]

    return said
