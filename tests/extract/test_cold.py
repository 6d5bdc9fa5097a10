"""A machine where nothing is compiled yet reads pages all the same."""

import os
import subprocess
import sys
from pathlib import Path

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
