import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms and their rules, to put something wrong into."""
    for room in ROOMS:
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, tmp_path / room, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    # The copy's own rooms have to be found before the installed ones.
    return subprocess.run(
        [ROOT / ".venv" / "bin" / "lint-imports"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_forbidden_imports_make_the_check_fail(copy: Path) -> None:
    plant(copy / "frontier", "import lake.keys as keys")
    plant(copy / "jobs", "import scrapy as web")
    done = lint_imports(copy)
    assert done.returncode != 0
    for broken in ("jobs start stages", "scrapy, twisted and playwright stay"):
        assert re.search(rf"{broken}.* BROKEN", done.stdout)


def test_the_check_lints_imports() -> None:
    command = ["/usr/bin/env", "make", "--dry-run", "check"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "lint-imports" in said.stdout


def plant(room: Path, line: str) -> None:
    name = line.rpartition(" ")[2]
    text = f'"""Planted."""\n\n{line}\n\n__all__ = ["{name}"]\n'
    (room / "planted.py").write_text(text)
