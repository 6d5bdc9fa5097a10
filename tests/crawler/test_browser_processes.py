"""Several processes that render pages: together they hurry no host either."""

from itertools import count, pairwise
from pathlib import Path

import pytest
from browsers import DELAY_S
from script_web import ScriptWeb, Told, script_web, shell, writing

from crawler.campaign.file import make_campaign
from crawler.crawl import crawl
from crawler.job import Job
from crawler.settings import CrawlSettings
from frontier.urls import domain, shard_of

CDN = "cdn.parts.test"
PATHS = [f"/{n}" for n in range(3)]


def host_of(member: int) -> str:
    """Return a host that the process `member` of two owns."""
    names = (f"shop{n}.test" for n in count())
    return next(name for name in names if shard_of(domain(name)) % 2 == member)


def rendered_by_two(home: Path, web: ScriptWeb, hosts: list[str]) -> int:
    seeds = [web.url(host, path) for host in hosts for path in PATHS]
    table = {"name": "c", "seeds": seeds, "depth": 0, "scope": "any"}
    campaign = make_campaign({**table, "render": {"hosts": [CDN]}}, "test")
    settings = CrawlSettings(
        resolve=web.resolve,
        allow_private=True,
        js="always",
        delay_s=DELAY_S,
        patience_s=5.0,
    )
    return crawl(
        Job(home=home, campaign=campaign, settings=settings, processes=2)
    ).pages


@pytest.mark.slow
@pytest.mark.usefixtures("chromium_path")
def test_two_processes_ask_a_host_of_parts_in_turn(tmp_path: Path) -> None:
    hosts = [host_of(0), host_of(1)]
    parts: dict[str, Told] = {f"/{n}.js": writing("part") for n in range(3)}
    page = shell(*(f"//{CDN}:PORT{path}" for path in parts))
    pages = {host: dict.fromkeys(PATHS, page) for host in hosts} | {CDN: parts}
    with script_web(pages) as web:
        assert rendered_by_two(tmp_path, web, hosts) == 6
    spans = sorted((one.start, one.end) for one in web.spans if one.host == CDN)
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    assert len(spans) >= 6 * len(parts)
    assert min(gaps) >= DELAY_S - 0.01
