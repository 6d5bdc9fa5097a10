import json
import subprocess
import sys
from pathlib import Path

import pytest

from extract.page import parse

READER = Path(__file__).parents[1] / "support" / "hostile_reader.py"


def read(*arguments: str, timeout_s: int) -> list[object]:
    """Read pages in a process of their own; return those that cost too much."""
    done = subprocess.run(
        [sys.executable, str(READER), *arguments],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    *faults, count = map(json.loads, done.stdout.splitlines())
    assert count > 0
    return faults


def test_hostile_pages_cost_little_and_nothing_else() -> None:
    assert read("documents", "3500", "300", timeout_s=300) == []


@pytest.mark.slow
def test_ten_thousand_hostile_pages_cost_little() -> None:
    assert read("documents", "1000", "10000", timeout_s=3000) == []


@pytest.mark.slow
def test_pages_of_fifty_megabytes_cost_little() -> None:
    assert read("giants", "50000000", "0", timeout_s=900) == []


def test_a_page_is_read_up_to_what_no_reader_reaches() -> None:
    body = b"<title>First</title>" + b"<p>x" * 2_000_000 + b"<h1>last</h1>"
    page = parse("https://a.test/", body)
    assert (page.title, page.nodes.all("h1")) == ("First", [])
