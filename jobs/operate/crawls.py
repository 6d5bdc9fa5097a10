"""Where the campaigns stand, read from disk beside whoever crawls."""

from datetime import datetime
from pathlib import Path

import msgspec

from jobs.operate.state import Crawl

_LOCKS = Path("/proc/locks")


def crawls(home: Path) -> list[Crawl]:
    """Return where each campaign stands that was begun."""
    folder = home / "frontier"
    if not folder.is_dir():
        return []
    from frontier.glimpse import campaigns, glimpse

    found = [
        (name, folder / name, glimpse(folder / name)) for name in campaigns(folder)
    ]
    return [
        Crawl(
            campaign=name,
            pages=seen.pages,
            pending=seen.pending,
            walls=_walls(place),
            paused=(place / "paused").exists(),
        )
        for name, place, seen in found
    ]


def with_rates(
    found: list[Crawl], before: tuple[datetime, list[Crawl]] | None, now: datetime
) -> list[Crawl]:
    """Return the campaigns with their pages a second since the look before."""
    if before is None or now <= before[0]:
        return found
    seconds = (now - before[0]).total_seconds()
    pages = {one.campaign: one.pages for one in before[1]}
    return [
        msgspec.structs.replace(
            one,
            pages_per_s=round(max(one.pages - pages[one.campaign], 0) / seconds, 2),
        )
        if one.campaign in pages
        else one
        for one in found
    ]


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock on a file; to try for it might refuse him."""
    try:
        inode = path.stat().st_ino
        lines = _LOCKS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    ending = f":{inode}"
    return any(
        len(words) > 5 and words[1] == "FLOCK" and words[5].endswith(ending)
        for words in map(str.split, lines)
    )


def _walls(place: Path) -> int:
    """Return how many walls wait for a person's decision."""
    if not (place / "review.jsonl").exists():
        return 0
    from crawler.manners.review import read_review

    return sum(1 for one in read_review(place) if one.state == "open")
