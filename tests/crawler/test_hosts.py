import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.hosts import UNSAID_PAUSE_S, HostLeftForLater, Hosts, retry_after_s

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


async def starts_and_ends(
    hosts: Hosts, names: list[str], patience_s: float = 60.0
) -> list[tuple[float, float]]:
    loop = asyncio.get_running_loop()
    spans = []

    async def visit(name: str) -> None:
        async with hosts.turn(name, patience_s):
            start = loop.time()
            await asyncio.sleep(0.01)
            spans.append((start, loop.time()))

    await asyncio.gather(*(visit(name) for name in names))
    return sorted(spans)


def test_a_host_rests_between_an_answer_and_the_next_request() -> None:
    spans = asyncio.run(starts_and_ends(Hosts(0.05), ["a.test"] * 4))
    rests = [start - end for (_, end), (start, _) in pairwise(spans)]
    assert min(rests) >= 0.05


def test_hosts_do_not_wait_for_each_other() -> None:
    names = [f"{n}.test" for n in range(20)]
    spans = asyncio.run(starts_and_ends(Hosts(5.0), names))
    assert spans[-1][0] - spans[0][1] < 5.0


def test_a_page_paces_its_own_scripts() -> None:
    async def pace() -> float:
        hosts, loop = Hosts(0.03), asyncio.get_running_loop()
        start = loop.time()
        for _ in range(4):
            await hosts.pace("a.test")
        return loop.time() - start

    assert asyncio.run(pace()) >= 0.09


def test_a_pause_holds_the_whole_host() -> None:
    hosts = Hosts(1.0, monotonic=lambda: 100.0)
    hosts.pause("a.test", 300.0)
    assert hosts.pause_s("a.test") == 300.0
    assert hosts.pause_s("b.test") == 0.0


def test_a_delay_longer_than_the_patience_is_no_pause() -> None:
    spans = asyncio.run(starts_and_ends(Hosts(0.05), ["a.test"] * 2, patience_s=0.01))
    assert len(spans) == 2


def test_what_an_earlier_crawl_left_of_a_pause_goes_on() -> None:
    hosts = Hosts(1.0, monotonic=lambda: 100.0)
    hosts.resume("a.test", rest_s=-5.0, pause_s=40.0)
    assert hosts.pause_s("a.test") == 40.0


def test_who_stands_in_line_is_told_of_a_long_pause() -> None:
    async def stand_in_line() -> None:
        hosts = Hosts(0.0)
        async with hosts.turn("a.test", 5.0):
            behind = asyncio.create_task(enter(hosts))
            await asyncio.sleep(0)
            hosts.pause("a.test", 60.0)
        await behind

    async def enter(hosts: Hosts) -> None:
        async with hosts.turn("a.test", 5.0):
            pass

    with pytest.raises(HostLeftForLater):
        asyncio.run(stand_in_line())


def test_a_crawl_delay_makes_slower_never_faster() -> None:
    hosts = Hosts(2.0, monotonic=lambda: 100.0)
    hosts.slow_down("a.test", 5.0)
    hosts.slow_down("a.test", 1.0)
    assert hosts.delay_s("a.test") == 5.0


@pytest.mark.parametrize(
    ("header", "pause_s"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("99999999", 86_400.0),
        ("soon", UNSAID_PAUSE_S),
        (None, UNSAID_PAUSE_S),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, pause_s: float) -> None:
    assert retry_after_s(header, NOW) == pause_s


@given(st.text(max_size=60))
def test_no_retry_after_header_is_an_error(header: str) -> None:
    assert 0.0 <= retry_after_s(header, NOW) <= 86_400.0
