"""A little home with something of everything in it, and its backup."""

from pathlib import Path

import pytest
from little_home import fill

from jobs.backup.making import make
from jobs.settings import Settings


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that nothing writes to."""
    home = tmp_path_factory.mktemp("lived") / "harvest"
    fill(home)
    return home


@pytest.fixture(scope="session")
def kept(lived: Path) -> Path:
    """Return the backup of `lived`."""
    file = lived.with_name("kept.tar.zst")
    with file.open("wb") as out:
        make(lived, Settings(), out)
    return file
