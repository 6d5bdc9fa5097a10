from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from crawler.errors import BadSolver, NoPermission
from crawler.exchange import Answer
from crawler.manners.blocked import Block, Verdict
from crawler.manners.blocks import Blocks
from crawler.manners.identity import Identity
from crawler.manners.permission import FILE, Permission, grant, permissions, permitted
from crawler.manners.review import read_review
from crawler.permit import Case, Pass, Permits, find_solver
from crawler.settings import CrawlSettings
from frontier.frontier import Frontier
from frontier.inbox import Unblock, take
from frontier.plan import Plan

URL = "http://www.shop.test/1"
WALL = Verdict(Block.CAPTCHA, "mark px-captcha", "human")
ANSWER = Answer(URL, 403, [], b"wall", 4, "", 0.0, 0.0, "", b"")


def clock() -> float:
    return 1_000.0


def permission(**more: object) -> Permission:
    facts = {"site": "shop", "hosts": ("shop.test",), "by": "Ada", "at": 1.0}
    return Permission(evidence="mail of 3 May", **{**facts, **more})


class Asked:
    """A solver that keeps its cases."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def __call__(self, case: Case) -> Pass | None:
        self.cases.append(case)
        if case.host == "broken.test":
            raise ValueError("broken")
        return Pass(headers={"X-Key": "k"})


@pytest.fixture
def solver() -> Asked:
    return Asked()


@pytest.fixture
def identity() -> Identity:
    return Identity(CrawlSettings(), clock)


@pytest.fixture
def permits(tmp_path: Path, solver: Asked, identity: Identity) -> Iterator[Permits]:
    permits = Permits(solver, tmp_path, identity, clock)
    yield permits
    permits.close()


def settled(permits: Permits) -> list[str]:
    wait(permits._asked.values())
    return permits.admitted()


def test_without_a_permission_no_solver_is_asked(
    permits: Permits, solver: Asked
) -> None:
    assert not permits.ask("www.shop.test", WALL, ANSWER)
    assert (settled(permits), solver.cases) == ([], [])


def test_with_one_its_pass_is_shown_to_the_host(
    permits: Permits, solver: Asked, identity: Identity, tmp_path: Path
) -> None:
    grant(tmp_path, permission())
    assert permits.ask("www.shop.test", WALL, ANSWER)
    assert settled(permits) == ["www.shop.test"]
    assert (b"X-Key", b"k") in identity.headers("www.shop.test", URL)
    assert solver.cases[0].permission == "Ada: mail of 3 May"


def test_a_solver_is_asked_once_and_not_at_every_wall(
    permits: Permits, solver: Asked, tmp_path: Path
) -> None:
    grant(tmp_path, permission())
    for _ in range(3):
        permits.ask("www.shop.test", WALL, ANSWER)
        settled(permits)
    assert len(solver.cases) == 1


def test_a_solver_that_breaks_costs_its_case_alone(
    permits: Permits, tmp_path: Path
) -> None:
    grant(tmp_path, permission(hosts=("broken.test",)))
    assert permits.ask("broken.test", WALL, ANSWER)
    assert settled(permits) == []


def test_a_host_that_let_us_in_is_asked_again_and_its_case_closed(
    permits: Permits, tmp_path: Path
) -> None:
    grant(tmp_path, permission())
    with_frontier = Frontier.open(tmp_path, "c", clock(), Plan(robots=None))
    blocks = Blocks(with_frontier, CrawlSettings(), clock, permits)
    blocks.came("www.shop.test", ANSWER, WALL)
    wait(permits._asked.values())
    blocks._look_at = 0.0
    blocks.beat()
    assert read_review(with_frontier.folder)[0].state == "resolved"
    commands = [command for _, command in take(with_frontier.folder / "inbox")]
    assert Unblock("www.shop.test") in commands
    with_frontier.close()


def test_a_permission_covers_what_lies_below_its_hosts_and_ends(
    tmp_path: Path,
) -> None:
    grant(tmp_path, permission(until=500.0))
    assert permitted(tmp_path, "www.shop.test", 400.0)
    assert permitted(tmp_path, "myshop.test", 400.0) is None
    assert permitted(tmp_path, "www.shop.test", 600.0) is None


@pytest.mark.parametrize("missing", ["by", "evidence"])
def test_a_permission_needs_a_name_and_evidence(tmp_path: Path, missing: str) -> None:
    facts = {"by": "Ada", "evidence": "mail", missing: " "}
    nobody = Permission(site="s", hosts=("s.test",), at=1.0, **facts)
    with pytest.raises(NoPermission, match="--by"):
        grant(tmp_path, nobody)
    assert permissions(tmp_path) == []


def test_a_torn_permission_is_none(tmp_path: Path) -> None:
    grant(tmp_path, permission())
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-9])
    grant(tmp_path, permission(by="Eve"))
    assert [one.by for one in permissions(tmp_path)] == ["Eve"]


@pytest.mark.parametrize(
    "name", ["nothing", "no.module:solve", "crawler.permit:solve", "crawler.permit:log"]
)
def test_a_solver_that_is_none_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(BadSolver, match="solver"):
        find_solver(name)
