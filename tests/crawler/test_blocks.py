from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.exchange import Answer
from crawler.manners.blocked import Block, Verdict
from crawler.manners.blocks import Blocks
from crawler.manners.review import decide, read_review
from crawler.settings import CrawlSettings
from frontier.frontier import Frontier
from frontier.plan import Plan
from frontier.politeness import Politeness

HOST = "shop.test"
CAPTCHA = Verdict(Block.CAPTCHA, "mark px-captcha", "human")
LOGIN = Verdict(Block.LOGIN, "status 401", shut=False, weight=0.25)


class Time:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def frontier(tmp_path: Path, time: Time) -> Iterator[Frontier]:
    plan = Plan(politeness=Politeness(delay_s=1.0), robots=None)
    frontier = Frontier.open(tmp_path, "c", time.now, plan)
    frontier.schedule([f"http://{HOST}/1"], time.now)
    yield frontier
    frontier.close()


@pytest.fixture
def blocks(frontier: Frontier, time: Time) -> Blocks:
    return Blocks(frontier, CrawlSettings(), time)


def answer(status: int) -> Answer:
    url = f"http://{HOST}/1"
    return Answer(url, status, [], b"", 0, "", 0.0, 0.0, "", b"")


def test_the_first_captcha_slows_a_host_and_the_second_pauses_it(
    blocks: Blocks, frontier: Frontier, time: Time
) -> None:
    blocks.came(HOST, answer(403), CAPTCHA)
    assert frontier.delay_s(HOST) == 4.0
    assert read_review(frontier.folder)[0].did == "slowed"
    blocks.came(HOST, answer(403), CAPTCHA)
    assert read_review(frontier.folder)[0].did == "paused"
    assert len(frontier.next_batch(1, time.now + 80_000)) == 0
    assert len(frontier.next_batch(1, time.now + 90_000)) == 1


def test_a_host_that_shows_pages_again_goes_at_its_old_pace(
    blocks: Blocks, frontier: Frontier
) -> None:
    blocks.came(HOST, answer(403), CAPTCHA)
    for _ in range(3):
        blocks.came(HOST, answer(200), None)
    assert frontier.delay_s(HOST) == 1.0


def test_what_a_person_asked_for_outlives_a_slow_time(
    blocks: Blocks, frontier: Frontier, time: Time
) -> None:
    frontier.set_delay(HOST, 9.0, time.now)
    blocks.came(HOST, answer(403), CAPTCHA)
    for _ in range(3):
        blocks.came(HOST, answer(200), None)
    assert frontier.delay_s(HOST) == 9.0


def test_a_members_area_slows_nobody(blocks: Blocks, frontier: Frontier) -> None:
    for _ in range(100):
        blocks.came(HOST, answer(401), LOGIN)
        blocks.came(HOST, answer(200), None)
    assert frontier.delay_s(HOST) == 1.0
    assert blocks.counts == {"login": 100}


def test_a_host_that_refuses_page_after_page_is_slowed(
    blocks: Blocks, frontier: Frontier
) -> None:
    for _ in range(5):
        blocks.came(HOST, answer(403), None)
    assert (frontier.delay_s(HOST), read_review(frontier.folder)) == (1.0, [])
    blocks.came(HOST, answer(403), None)
    assert frontier.delay_s(HOST) == 4.0
    assert read_review(frontier.folder)[0].sign == "status 403"


def test_the_list_tells_of_every_wall_in_a_few_lines(
    blocks: Blocks, frontier: Frontier
) -> None:
    for _ in range(100):
        blocks.came(HOST, answer(401), LOGIN)
        blocks.came(HOST, answer(200), None)
    blocks.close()
    [case] = read_review(frontier.folder)
    assert (case.times, case.kind, case.did) == (100, "login", "noted")
    assert (frontier.folder / "review.jsonl").read_bytes().count(b"\n") == 8


def test_what_a_person_ignores_is_a_page_from_then_on(
    blocks: Blocks, frontier: Frontier, time: Time
) -> None:
    assert blocks.came(HOST, answer(200), CAPTCHA) == CAPTCHA
    decide(frontier.folder, HOST, "ignored", time.now)
    time.now += 2.0
    blocks.beat()
    assert blocks.came(HOST, answer(200), CAPTCHA) is None


def test_after_a_decision_a_host_is_met_without_a_grudge(
    blocks: Blocks, frontier: Frontier, time: Time
) -> None:
    for _ in range(2):
        blocks.came(HOST, answer(403), CAPTCHA)
    decide(frontier.folder, HOST, "resolved", time.now)
    time.now += 2.0
    blocks.beat()
    blocks.came(HOST, answer(403), CAPTCHA)
    assert read_review(frontier.folder)[0].did == "slowed"


@pytest.mark.parametrize(
    ("rule", "did", "delay_s"), [("slow", "noted", 4.0), ("note", "noted", 1.0)]
)
def test_an_operator_may_ask_for_less(
    frontier: Frontier, time: Time, rule: str, did: str, delay_s: float
) -> None:
    settings = CrawlSettings(on_block=rule)
    blocks = Blocks(frontier, settings, time)
    for _ in range(4):
        blocks.came(HOST, answer(403), CAPTCHA)
    assert frontier.delay_s(HOST) == delay_s
    assert read_review(frontier.folder)[0].did == did
    assert frontier.next_ready_at() is not None
