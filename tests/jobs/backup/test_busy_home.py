"""A home is kept while a crawl, the shop and its worker are at it, by the program."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ports import free_port

from crawler.sampleweb.serve import Background, background
from crawler.sampleweb.settings import WebSettings

HOSTS = ("oldmillstores.test", "slowcuppa.test", "threadmill.test", "hopmarket.test")


@pytest.mark.slow
def test_a_home_kept_at_full_work_is_whole_and_goes_on(tmp_path):
    home, copy, file = tmp_path / "harvest", tmp_path / "copy", tmp_path / "it.tar.zst"
    with background(WebSettings(port=free_port(), only=HOSTS)) as web:
        _settled(home, web)
        seeds = [f"http://{host}:{web.port}/" for host in HOSTS]
        crawl = "crawl", *seeds, "--allow-private", "--max-time", "900s"
        port = free_port()
        with (
            _running(home, *crawl) as one,
            _running(home, "serve", "--port", str(port)),
        ):
            _until(lambda: _pages(home) > 20)
            _until(lambda: b"html" in _page(port))
            told(home, "schedule", "run", "run")
            _until(lambda: _at_work(home))
            assert told(home, "backup", str(file))["files"] > 50
            assert _at_work(home)
            assert one.poll() is None
        told(copy, "restore", str(file))
        found = told(copy, "verify", "--all")
        # What was under way is told of, until somebody goes on with it.
        assert {one["part"] for one in found["findings"]} <= {"runs", "queue"}
        _same_or_more(copy, home)
        told(copy, *crawl[:-1], "5s")
        told(copy, "run")
        assert {one["part"] for one in told(copy, "verify")["findings"]} <= {"queue"}


def _settled(home: Path, web: Background) -> None:
    home.mkdir()
    resolve = ", ".join(f'"{name}" = "{at}"' for name, at in web.resolve.items())
    (home / "harvestman.toml").write_text(
        f'[crawl]\ndelay_s = 2.0\njs = "never"\nresolve = {{{resolve}}}\n'
    )


def _same_or_more(copy: Path, home: Path) -> None:
    """What never changes is the same; what grows begins as it was."""
    names = [
        path.relative_to(copy)
        for path in (*copy.glob("lake/**/*.parquet"), *copy.glob("warc/**/*.zst"))
    ]
    # Small files of the lake were joined meanwhile.
    there = [name for name in names if (home / name).exists()]
    assert there
    for name in there:
        kept = (copy / name).read_bytes()
        assert (home / name).read_bytes()[: len(kept)] == kept, name


def _pages(home: Path) -> int:
    return sum(one["pages"] for one in told(home, "status")["crawls"])


def _at_work(home: Path) -> bool:
    queues = told(home, "status")["queues"]
    return any(one["kind"] == "run" and one["at_work"] for one in queues)


def _page(port: int) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            found: bytes = answer.read()
            return found
    except OSError:
        return b""


def told(home: Path, *arguments: str) -> Any:
    """Return what the program answers; it must go well."""
    done = subprocess.run(
        _call(home, *arguments, "--json"), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return json.loads(done.stdout.splitlines()[-1])


def _call(home: Path, *arguments: str) -> list[str]:
    code = "from jobs.cli import main; main()"
    return [sys.executable, "-c", code, *arguments, "--home", str(home)]


@contextmanager
def _running(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        _call(home, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def _until(is_so: Any, within_s: float = 180.0) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.5)
