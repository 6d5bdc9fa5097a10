import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout with the tools of this one, to put something wrong into."""
    for room in ROOMS:
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, tmp_path / room, ignore=skip)
    for name in ("pyproject.toml", "Makefile", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(ROOT / ".venv" / "bin")
    (tmp_path / ".venv" / "ready").touch()
    return tmp_path


def make_check(folder: Path) -> subprocess.CompletedProcess[str]:
    # The copy's own rooms have to be found before the installed ones.
    return subprocess.run(
        ["/usr/bin/env", "make", "check", f"BIN=PYTHONPATH={folder} .venv/bin"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_forbidden_imports_make_the_check_fail(copy: Path) -> None:
    plant(copy / "frontier", "import lake.keys as keys")
    plant(copy / "jobs", "import scrapy as web")
    done = make_check(copy)
    assert done.returncode != 0
    for broken in ("jobs start stages", "scrapy, twisted and playwright stay"):
        assert re.search(rf"{broken}.* BROKEN", done.stdout)


def plant(room: Path, line: str) -> None:
    name = line.rpartition(" ")[2]
    text = f'"""Planted."""\n\n{line}\n\n__all__ = ["{name}"]\n'
    (room / "planted.py").write_text(text)
