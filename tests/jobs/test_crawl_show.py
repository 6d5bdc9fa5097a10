import json
import re
import signal
import sys
import urllib.request
from pathlib import Path

import noisy_bars
import pytest
from terminals import Terminal

from crawler.campaign.model import Campaign
from crawler.sampleweb.serve import background
from crawler.sampleweb.settings import WebSettings
from crawler.watch.progress import Progress
from jobs.cli.crawl_show import Shown

PROGRAM = str(Path(sys.executable).with_name("harvestman"))


class Report:
    """What a step was told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int, str]] = []

    def __call__(self, done: int, total: int = 0, words: str = "") -> None:
        self.told.append((done, total, words))


def show(report: Report, max_pages: int | None = None) -> Shown:
    campaign = Campaign(name="c", seeds=("http://a.test/",), max_pages=max_pages)
    seconds = iter(range(1000))
    return Shown(campaign, report, clock=lambda: float(next(seconds)))


def test_a_crawl_is_told_with_its_rate_and_what_is_left() -> None:
    report = Report()
    shown = show(report)
    shown.told(Progress())
    shown.told(Progress(pages=50, bytes=2_500_000, hosts=1200, queued=6000, errors=2))
    done, total, words = report.told[-1]
    assert (done, total) == (50, 6050)
    assert words == (
        "50 pages/s, 2 min left, 2 errors, 1,200 hosts, 6,000 wait, 2.5 MB/s"
    )


def test_a_page_limit_bounds_what_is_left() -> None:
    report = Report()
    shown = show(report, max_pages=150)
    shown.told(Progress())
    shown.told(Progress(pages=50, queued=6000))
    assert report.told[-1][2].startswith("50 pages/s, 2 s left")


def test_a_pause_is_said_with_what_ends_it() -> None:
    report = Report()
    show(report).told(Progress(pages=50, queued=6000, paused=True))
    assert report.told == [(50, 6050, "paused: harvestman campaign resume c")]


def test_the_stop_is_said_once(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    shown = show(Report())
    for stopping in (False, True, True, True):
        shown.told(Progress(stopping=stopping))
    # On the terminal, or in the log where one was set up.
    said = "".join(capsys.readouterr()) or caplog.text
    assert said.count("Ctrl-C again stops at once") == 1


def test_metrics_are_of_the_last_that_was_told() -> None:
    shown = show(Report())
    shown.told(Progress(pages=7))
    assert 'harvestman_crawl_pages_total{campaign="c"} 7' in shown.metrics()


def test_warnings_do_not_tear_the_bars() -> None:
    lines = Terminal([sys.executable, noisy_bars.__file__]).lines()
    wanted = [f"warning {number} from the crawl" for number in range(20)]
    assert [line for line in lines if "from the crawl" in line] == wanted
    assert "a warning from here" in lines


@pytest.mark.parametrize(("columns", "bar"), [(120, True), (80, False)])
def test_what_a_step_says_goes_before_its_bar(columns: int, bar: bool) -> None:
    lines = Terminal([sys.executable, noisy_bars.__file__], columns).lines()
    shown = [line for line in lines if "9 pages/s, 2 min left" in line]
    assert any("━" in line for line in shown) == bar
    assert {len(line) <= columns - 2 for line in shown} == {True}


@pytest.mark.slow
def test_one_interrupt_ends_a_crawl_in_good_order(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with background(WebSettings(port=0, only=("daybreakpost.test",))) as web:
        crawled = terminal(tmp_path / "home", web.resolve, web.seeds()[0])
        crawled.read_until(b"pages/s")
        crawled.process.send_signal(signal.SIGINT)
        lines = crawled.lines()
    assert crawled.process.returncode == 130
    assert sum("Ctrl-C again" in line for line in lines) == 1
    assert sum(line.startswith("harvestman: interrupted") for line in lines) == 1


@pytest.mark.slow
def test_a_crawl_serves_its_metrics(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with background(WebSettings(port=0, only=("daybreakpost.test",))) as web:
        port = web.port + 1
        crawled = terminal(
            tmp_path / "home", web.resolve, web.seeds()[0], "--metrics", str(port)
        )
        crawled.read_until(b"MB/s")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
        crawled.process.send_signal(signal.SIGINT)
        crawled.lines()
    assert re.search(r"harvestman_crawl_bytes_total{campaign=\"default\"} \d", text)


def terminal(home: Path, resolve: dict[str, str], seed: str, *options: str) -> Terminal:
    """Start a slow crawl of `seed` on a terminal."""
    names = "".join(f"{json.dumps(a)} = {json.dumps(b)}\n" for a, b in resolve.items())
    (home / "harvestman.toml").write_text(f"[crawl.resolve]\n{names}")
    polite = ["--delay", "0.5", "--allow-private"]
    return Terminal([PROGRAM, "crawl", seed, "--home", str(home), *polite, *options])
