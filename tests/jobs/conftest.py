"""Calls of the program in a test's own `home`, within the tests' process."""

from pathlib import Path

import pytest
from cli_calls import Say

from jobs.cli import main


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], home: Path) -> Say:
    """Return a call of `harvestman` in the home."""

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--home", str(home)])
        shown = capsys.readouterr()
        return left.value.code or 0, shown.out, shown.err  # type: ignore[return-value]

    return said
