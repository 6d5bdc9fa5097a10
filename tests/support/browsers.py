"""Crawls that render every page, and the browsers that do it."""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crawls import rows
from script_web import ScriptWeb

from crawler.campaign.file import make_campaign
from crawler.campaign.settings import settings_of
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.settings import CrawlSettings

SHOP = "www.shop.test"
DELAY_S = 0.2


def render(
    home: Path,
    web: ScriptWeb,
    *paths: str,
    settings: dict[str, Any] | None = None,
    **said: Any,
) -> Crawled:
    """Crawl pages of the shop and render all of them."""
    seeds = [web.url(SHOP, path) for path in paths or ("/",)]
    table = {"name": "c", "seeds": seeds, "depth": 0, **said}
    campaign = make_campaign(table, "test")
    given = {"js": "always", "delay_s": DELAY_S, "patience_s": 2.0, **(settings or {})}
    told = CrawlSettings(resolve=web.resolve, allow_private=True, **given)
    return crawl(
        Job(home=home, campaign=campaign, settings=settings_of(campaign, told))
    )


def drawn(home: Path) -> set[str]:
    """Return the last parts of the links that were found in rendered pages."""
    found = rows(home, "SELECT dst_url FROM links")
    return {str(url).rpartition("/")[2] for (url,) in found}


def kill_browsers() -> int:
    """Kill each browser below this process, by its id; return how many there were.

    The browser's own helpers say of which type they are.
    """
    return _kill(
        lambda words: (
            "--remote-debugging-pipe" in words
            and not any(word.startswith("--type=") for word in words)
        )
    )


def kill_drivers() -> int:
    """Kill what stands between a crawl and its browser; return how many there were."""
    return _kill(lambda words: words[0].endswith("node") and "run-driver" in words)


def _kill(wanted: Callable[[list[str]], bool]) -> int:
    found = [pid for pid in _below(os.getpid(), _children()) if wanted(_words(pid))]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def _below(pid: int, below: dict[int, list[int]]) -> Iterator[int]:
    for child in below[pid]:
        yield child
        yield from _below(child, below)


def _children() -> dict[int, list[int]]:
    below: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _read(folder / "stat").rpartition(")")[2].split()
        if fields:
            below[int(fields[1])].append(int(folder.name))
    return below


def _words(pid: int) -> list[str]:
    return _read(Path(f"/proc/{pid}/cmdline")).split("\0")


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
