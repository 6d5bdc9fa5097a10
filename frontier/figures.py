"""Where a campaign stands, in figures, as its owner sees it."""

from frontier.acks import DROPPED, EMPTY, PAGE
from frontier.agenda import Agenda
from frontier.robotsanswers import RobotsStats
from frontier.store import Store
from frontier.values import Stats


def figures(
    store: Store, agenda: Agenda, robots: RobotsStats | None, damage: list[str]
) -> Stats:
    """Return the figures; nobody knows here whether the campaign is paused."""
    rows = agenda.hosts.live
    return Stats(
        pending=int(rows["pending"].sum()),
        leased=int(rows["leased"].sum()),
        pages=store.acks.count(PAGE),
        empty=store.acks.count(EMPTY),
        dropped=store.acks.count(DROPPED),
        hosts=len(rows),
        shards=len(store.shards),
        next_ready_at=None,
        paused=False,
        seen=type(store.seen).__name__.lower(),
        known=len(store.seen),
        seen_bytes=store.seen.nbytes,
        log_bytes=sum(shard.size for shard in store.shards.values()),
        robots=robots,
        damage=(*store.damage, *damage),
    )
