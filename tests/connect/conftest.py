"""A fake Stripe in a process of its own, one for all tests of a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connect.fakestripe.child import beside
from connect.fakestripe.place import Place
from connect.fakestripe.serve import Wish


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home whose fake is served."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def served(served_home: Path) -> Iterator[Place]:
    """Where the fake is served."""
    with beside(Wish(served_home)) as place:
        yield place
