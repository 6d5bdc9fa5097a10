"""A crawl of hosts with walls: what it keeps, what it leaves, and whom it tells."""

from pathlib import Path

import pytest
from crawls import requests, rows
from jobs_of import job
from key_solver import KEY
from locked_shop import locked_shop

from crawler.campaign.model import Campaign
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.manners.permission import Permission, grant
from crawler.manners.review import decide, read_review
from crawler.sampleweb.serve import Background
from crawler.settings import CrawlSettings

DOORS = "doors.test"
SHUT = {"/captcha", "/challenge-403"}
# A 503 pauses its host by itself.
BUSY = ("/challenge-503",)


def doors(web: Background, home: Path, rule: str) -> Job:
    return job(home, web, (DOORS,), {"on_block": rule}, exclude=BUSY)


@pytest.fixture(scope="module")
def noted(
    web: Background, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Job, Crawled]:
    """A crawl that notes walls and goes on."""
    asked = doors(web, tmp_path_factory.mktemp("home"), "note")
    return asked, crawl(asked)


def paths(home: Path, sql: str) -> set[str]:
    return {
        "/" + str(url).partition("//")[2].partition("/")[2]
        for (url,) in rows(home, sql)
    }


def test_a_wall_is_no_page(noted: tuple[Job, Crawled]) -> None:
    stored = paths(noted[0].home, "SELECT final_url FROM pages")
    assert stored & SHUT == set()
    assert {"/", "/login", "/consent"} <= stored


def test_every_wall_is_a_row_that_names_it(noted: tuple[Job, Crawled]) -> None:
    blocked = "SELECT url FROM fetches WHERE error LIKE 'Blocked: %'"
    assert paths(noted[0].home, blocked) >= SHUT
    assert noted[1].blocked >= 2


def test_a_wall_is_left_for_another_day(noted: tuple[Job, Crawled]) -> None:
    assert noted[1].deferred == len(SHUT)


def test_a_person_finds_every_kind_of_wall_in_the_list(
    noted: tuple[Job, Crawled],
) -> None:
    home, name = noted[0].home, noted[0].campaign.name
    kinds = {case.kind for case in read_review(home / "frontier" / name)}
    assert kinds == {"challenge", "captcha", "login", "consent"}


def test_a_host_with_challenges_is_asked_no_further(
    web: Background, tmp_path: Path
) -> None:
    before = len(requests(web, DOORS))
    asked = doors(web, tmp_path, "pause")
    done = crawl(asked)
    assert (done.reason, done.deferred > 0) == ("finished", True)
    shut = [one for one in requests(web, DOORS)[before:] if one.path in SHUT]
    assert len(shut) == 2
    again = crawl(asked)
    assert (again.fetched, again.deferred) == (0, done.deferred)


@pytest.mark.slow
def test_what_a_person_resolves_is_asked_again(web: Background, tmp_path: Path) -> None:
    asked = doors(web, tmp_path, "pause")
    first = crawl(asked)
    folder = tmp_path / "frontier" / asked.campaign.name
    decide(folder, DOORS, "ignored", 0.0)
    again = crawl(asked)
    assert again.fetched > 0
    assert again.deferred < first.deferred


def locked(home: Path, url: str) -> Job:
    settings = CrawlSettings(
        delay_s=0.01,
        allow_private=True,
        js="never",
        patience_s=5.0,
        solver="key_solver:let_in",
    )
    return Job(home=home, campaign=Campaign(name="c", seeds=(url,)), settings=settings)


def test_with_permission_a_solver_gets_the_host_crawled(tmp_path: Path) -> None:
    hosts = ("127.0.0.1",)
    permission = Permission(site="s", hosts=hosts, by="Ada", evidence="mail", at=1.0)
    grant(tmp_path, permission)
    with locked_shop() as url:
        done = crawl(locked(tmp_path, url))
    assert (done.pages, done.blocked, done.deferred) == (5, 1, 0)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


@pytest.mark.slow
def test_without_permission_a_solver_is_not_asked(tmp_path: Path) -> None:
    with locked_shop() as url:
        done = crawl(locked(tmp_path, url))
    assert (done.pages, done.blocked, done.deferred) == (0, 1, 1)
