"""The frontiers of a home: which campaigns there are, and who works with them now.

One process at a time owns the crawling of a home. What is asked of a frontier while a
crawl runs is left in its inbox; else the frontier is opened, asked and closed.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from crawler.errors import HomeBusy
from crawler.owner import owned
from frontier.frontier import Frontier
from frontier.inbox import Command, drop
from frontier.look import campaigns
from frontier.orders import take_orders
from frontier.standing import disk_bytes
from jobs.errors import NoSuchCampaign


def frontier_folder(home: Path) -> Path:
    """Return the folder of all frontiers of `home`."""
    return home / "frontier"


def campaign_of(home: Path, name: str | None) -> str:
    """Return the campaign that is meant by `name`; None means the only one."""
    found = campaigns(frontier_folder(home))
    if not found:
        raise NoSuchCampaign(
            f"{home} has no frontier yet; `harvestman crawl URL` makes one"
        )
    listed = ", ".join(found)
    if name is None and len(found) > 1:
        raise NoSuchCampaign(
            f"{home} has {len(found)} campaigns; add --campaign and one of: {listed}"
        )
    if name is not None and name not in found:
        raise NoSuchCampaign(
            f"{home} has no frontier of a campaign {name}; there are: {listed}"
        )
    return name or found[0]


def is_crawling(home: Path) -> bool:
    """Whether a crawl runs in `home` now; asking changes nothing."""
    try:
        with (home / "crawl.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def opened(home: Path, campaign: str) -> Iterator[Frontier]:
    """Own the frontier of `campaign` while the block runs; refused during a crawl."""
    with owned(home), _opened(home, campaign) as frontier:
        yield frontier


@contextmanager
def opened_or_none(home: Path, campaign: str) -> Iterator[Frontier | None]:
    """Own the frontier of `campaign` while the block runs; None during a crawl."""
    with ExitStack() as held:
        frontier: Frontier | None = None
        with suppress(HomeBusy):
            frontier = held.enter_context(opened(home, campaign))
        yield frontier


def compacted(home: Path, campaign: str) -> tuple[int, int]:
    """Give back the disk that settled URLs take; return its bytes before and after."""
    place = frontier_folder(home) / campaign
    with owned(home):
        before = disk_bytes(place)
        with _opened(home, campaign) as frontier:
            frontier.checkpoint()
        return before, disk_bytes(place)


def leave(home: Path, campaign: str, command: Command) -> None:
    """Leave `command` in the inbox of `campaign`."""
    drop(frontier_folder(home) / campaign / "inbox", command, time.time())


@contextmanager
def _opened(home: Path, campaign: str) -> Iterator[Frontier]:
    frontier = Frontier.open(frontier_folder(home), campaign, time.time())
    try:
        take_orders(frontier, time.time())
        yield frontier
    finally:
        frontier.close()
