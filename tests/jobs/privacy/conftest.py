"""A home that holds something of people, filled once and copied for who changes it."""

import shutil
from pathlib import Path

import pytest
from people_home import filled


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("people") / "home")


@pytest.fixture
def home(lived: Path, tmp_path: Path) -> Path:
    shutil.copytree(lived, tmp_path / "home")
    return tmp_path / "home"
