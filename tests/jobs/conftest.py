"""Calls of the program in a test's own `home`, within the tests' process."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from cli_calls import Say

from jobs.cli import main


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], home: Path) -> Iterator[Say]:
    """Return a call of `harvestman` in the home."""
    handlers, level = logging.root.handlers, logging.root.level

    def said(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--home", str(home)])
        shown = capsys.readouterr()
        return left.value.code or 0, shown.out, shown.err  # type: ignore[return-value]

    yield said
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()
