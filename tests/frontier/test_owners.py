"""Several owners of one campaign, each with shards of its own."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from frontier_small import NOW, pages, plan

from frontier.carrier import Memory
from frontier.frontier import Frontier
from frontier.orders import take_links
from frontier.urls import domain, shard_of
from frontier.values import Reason

PLAN = plan(delay_s=0.0)
HOSTS = "abcdefgh"
EVEN, ODD = range(0, 64, 2), range(1, 64, 2)


@pytest.fixture
def owners(tmp_path: Path) -> Iterator[list[Frontier]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                closing(Frontier.open(tmp_path, "shoes", NOW, PLAN, shards))
            )
            for shards in (EVEN, ODD)
        ]


def everything() -> list[str]:
    return [url for host in HOSTS for url in pages(host, 2)]


def is_even(url: str) -> bool:
    name = url.split("/")[2]
    return shard_of(domain(name)) % 2 == 0


def test_an_owner_keeps_its_own_and_sends_the_others(owners: list[Frontier]) -> None:
    found = owners[0].schedule(everything(), NOW)
    assert found.accepted.tolist() == [is_even(url) for url in everything()]
    sent = found.reasons[~found.accepted]
    assert set(sent.tolist()) == {Reason.FOREIGN}


def test_what_was_sent_waits_at_its_owner_once(owners: list[Frontier]) -> None:
    for _ in range(2):
        owners[0].schedule(everything(), NOW)
        take_links(owners[1], NOW)
    assert sum(owner.stats().pending for owner in owners) == len(everything())


def test_links_keep_depth_priority_and_meta(owners: list[Frontier]) -> None:
    (url,) = [url for url in everything() if not is_even(url)][:1]
    owners[0].schedule([url], NOW, depth=7, priority=3, meta=[b"from"])
    take_links(owners[1], NOW)
    batch = owners[1].next_batch(1, NOW)
    assert (batch.urls, batch.depths, batch.metas) == ([url], [7], [b"from"])


def test_links_taken_twice_count_once(
    owners: list[Frontier], monkeypatch: pytest.MonkeyPatch
) -> None:
    owners[0].schedule(everything(), NOW)
    with monkeypatch.context() as killed:
        killed.setattr("frontier.carrier.Files.finished", lambda *_: None)
        first = take_links(owners[1], NOW)
    assert take_links(owners[1], NOW) == first
    assert sum(owner.stats().pending for owner in owners) == len(everything())


def test_another_carrier_does_as_well(owners: list[Frontier]) -> None:
    carrier = Memory()
    for owner in owners:
        owner.carrier = carrier
    owners[0].schedule(everything(), NOW)
    take_links(owners[1], NOW)
    assert sum(owner.stats().pending for owner in owners) == len(everything())


def test_one_owner_can_take_over_all_shards(tmp_path: Path) -> None:
    for shards in (EVEN, ODD):
        with closing(Frontier.open(tmp_path, "shoes", NOW, PLAN, shards)) as owner:
            owner.schedule(
                [u for u in everything() if is_even(u) == (0 in shards)], NOW
            )
            owner.done(owner.next_batch(2, NOW).ids, NOW)
    with closing(Frontier.open(tmp_path, "shoes", NOW, PLAN)) as one:
        stats = one.stats()
    assert (stats.pending, stats.pages) == (len(everything()) - 4, 4)
