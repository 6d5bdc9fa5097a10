"""A home whose campaign `shops` has six URLs of two hosts, one of them fetched."""

from pathlib import Path

from frontier.frontier import Frontier
from frontier.look import pending
from frontier.plan import Plan
from frontier.politeness import Politeness
from frontier.scope import Scope

PLAN = Plan(
    scope=Scope("domain", ("a.test", "b.test")), politeness=Politeness(delay_s=2.0)
)
URLS = [f"http://{host}.test/{page}" for page in range(3) for host in ("a", "b")]


def shops_home(path: Path) -> Path:
    """Make the home at `path`, and return it."""
    frontier = Frontier.open(path / "frontier", "shops", 1.0, PLAN)
    frontier.schedule(URLS, 1.0, depth=1, priority=2)
    frontier.done(frontier.next_batch(1, 2.0).ids, 3.0)
    frontier.close()
    return path


def waiting(home: Path) -> set[str]:
    """Return the URLs that wait to be fetched."""
    return {one.url for one in pending(home / "frontier" / "shops")}
