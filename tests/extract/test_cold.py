"""A machine where nothing is compiled yet reads pages all the same."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from extract import kernel

CODE = """
from extract import cold
from extract.glance import glance
cold.Loops._compile = lambda self: print("compiles")
found = glance("http://a.test/", b"<a href=/b>B</a>", {"content-type": "text/html"})
print(cold.is_cold(), found.links.urls)
"""


def test_a_cold_machine_leaves_pages_to_the_parser(tmp_path: Path) -> None:
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", CODE],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split("\n") == ["compiles", "True ['http://a.test/b']", ""]


def test_every_file_of_loops_is_watched_for_changes() -> None:
    room = Path(kernel.__file__).parent
    loops = {file for file in room.rglob("*.py") if "@kernel" in file.read_text()}
    assert loops <= set(kernel.MADE_OF)


def test_what_is_set_up_is_warm() -> None:
    assert warmed(os.environ) == "False\n"


@pytest.mark.slow
def test_a_cold_machine_is_warm_once_it_was_warmed(tmp_path: Path) -> None:
    assert warmed(os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}) == "False\n"


def warmed(env: Mapping[str, str]) -> str:
    subprocess.run([sys.executable, "-m", "extract.warm"], env=env, check=True)
    asked = "from extract.cold import is_cold; print(is_cold())"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout
