"""In which order a frontier is kept that is being written to, so that nothing is lost.

What refers to a log is kept before the log, so that the log has what it refers to:

    acks          of what a copy's log has not, it would take the next URLs for done
    seen-*        it would call known what no log has
    inbox, rest   a link is in the inbox, or in a log already
    07/ ...       gone.log first; where a segment went meanwhile, the shard once more
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from frontier.errors import FrontierUnsteady
from frontier.look import campaigns

_TRIES = 20


def keep_frontier(
    folder: Path, keep: Callable[[Path], bool], drop: Callable[[Path], None]
) -> None:
    """Give every file of the home's frontier `folder` to `keep`, in a safe order.

    What was kept of a folder is given to `drop`, where it has to be kept again.
    """
    names = campaigns(folder)
    keep(folder)
    for name in names:
        _campaign(folder / name, keep, drop)
    for path in sorted(folder.iterdir()):
        if path.name not in names:
            _all(path, keep)


def _campaign(
    place: Path, keep: Callable[[Path], bool], drop: Callable[[Path], None]
) -> None:
    keep(place)
    acks, shards = place / "acks", sorted(place.glob("[0-9][0-9]"))
    _steady(acks, lambda: sorted(acks.glob("*.log")), keep, drop)
    seen = sorted(place.glob("seen-*"))
    for path in [*seen, *sorted({*place.iterdir()} - {acks, *shards, *seen})]:
        _all(path, keep)
    # Also those that were made meanwhile: links to them have left the inbox.
    for shard in sorted(place.glob("[0-9][0-9]")):
        _steady(shard, partial(_length, shard / "gone.log"), keep, drop)


def _steady(
    folder: Path,
    mark: Callable[[], object],
    keep: Callable[[Path], bool],
    drop: Callable[[Path], None],
) -> None:
    """Keep `folder` again until `mark` has stayed the same while it was kept."""
    for _ in range(_TRIES):
        before = mark()
        keep(folder / "gone.log")
        _all(folder, keep)
        if mark() == before:
            return
        drop(folder)
    raise FrontierUnsteady(
        f"{folder} was changed each time it was read; make the backup again"
    )


def _all(path: Path, keep: Callable[[Path], bool]) -> None:
    if path.name.endswith(".tmp") or path.name == "gone.log":
        return
    keep(path)
    for one in _below(path):
        _all(one, keep)


def _below(path: Path) -> Iterator[Path]:
    if path.is_dir() and not path.is_symlink():
        yield from sorted(path.iterdir())


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
