"""Is everything on disk as it was written? What is not, and what that costs.

Every file of a campaign is read, and the home's books of hosts, without a lock: a file
that its owner writes to may end in half a frame for a moment, so what looks damaged is
read a second time before it is said to be.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from frontier.errors import FrontierError
from frontier.frames import read
from frontier.plan import Plan

_LOST = (
    "URLs accepted there may be lost; `harvestman frontier rebuild` puts back those that"
    " the lake knows"
)
_AGAIN = "pages that were done may be fetched once more; nothing is lost"
_REST = (
    "hosts of this shard rest for their whole delay at the next start, and blocks and"
    " delays set by hand may have to be set again"
)
_LATER = "some known pages are fetched again later than planned, or not at all"
# What damage to a file means, by its name below the home's frontier folder.
_MEANS = (
    (r".*/\d\d/\d{8}\.log", _LOST),
    (r".*/(\d\d/gone|acks/.*)\.log", _AGAIN),
    (r".*/seen-\d\d-\d\d", "it is made again from the log at the next start"),
    (r"hosts/\d\d\.log", _REST),
    (r"robots/\d\d\.log", "some robots.txt are fetched again"),
    (r".*/inbox/(\d\d/)?[^/]+", "it is set aside when it is taken; give it again"),
    (r".*/((offer|page)-\d+\..+|sooner\.log)", _LATER),
    (r".*/plan\.json", "the next crawl of the campaign writes it anew"),
)


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it was written."""

    file: str
    damage: str
    means: str


class Verified(msgspec.Struct, frozen=True):
    """What was read, and what was found."""

    files: int
    bytes: int
    findings: tuple[Finding, ...]


def verify(folder: Path, campaign: str) -> Verified:
    """Read all files of `campaign`; `folder` is the home's frontier folder."""
    files = size = 0
    findings: list[Finding] = []
    for path in _files(folder, campaign):
        files += 1
        size += path.stat().st_blocks * 512 if path.exists() else 0
        findings += _findings(folder, path)
    for shard in sorted((folder / campaign).glob("[0-9][0-9]")):
        findings += _missing(folder, shard)
    return Verified(files, size, tuple(findings))


def _files(folder: Path, campaign: str) -> Iterator[Path]:
    for name in (campaign, "hosts", "robots"):
        for path in sorted((folder / name).rglob("*")):
            if _reader(folder, path) and path.is_file() and not path.is_symlink():
                yield path


def _findings(folder: Path, path: Path) -> list[Finding]:
    look = _reader(folder, path)
    first = look(path) if look else ()
    # Whoever writes to the file has written on by now.
    lasting = [text for text in look(path) if text in first] if first and look else []
    name = path.relative_to(folder).as_posix()
    said = [text.removeprefix(f"{path.name}: ") for text in lasting]
    return [Finding(name, text, _meaning(name)) for text in said]


def _reader(folder: Path, path: Path) -> Callable[[Path], tuple[str, ...]] | None:
    """Return what tells the damage of `path`; None for a file that holds no facts."""
    name = path.relative_to(folder).as_posix()
    if path.name.startswith(".") or "/refused/" in name:
        return None
    if path.name == "plan.json":
        return _damage_of_plan
    return _damage_of_frames if _meaning(name) else None


def _damage_of_frames(path: Path) -> tuple[str, ...]:
    try:
        return read(path).damage
    except FrontierError as error:
        return (str(error),)


def _damage_of_plan(path: Path) -> tuple[str, ...]:
    try:
        msgspec.json.decode(path.read_bytes(), type=Plan)
    except FileNotFoundError:
        pass
    except (FrontierError, OSError, msgspec.MsgspecError) as error:
        return (f"{path.name}: {error}",)
    return ()


def _missing(folder: Path, shard: Path) -> Iterator[Finding]:
    """Return the segments that should be there: their numbers have no gaps."""
    gone = {
        int.from_bytes(frame.payload[:8], "little")
        for frame in read(shard / "gone.log").frames
    }
    here = {int(path.stem) for path in shard.glob("[0-9]*.log")}
    for number in range(1, max(here | gone, default=0)):
        if number not in here | gone:
            name = (shard / f"{number:08}.log").relative_to(folder).as_posix()
            yield Finding(name, "it is missing", _meaning(name))


def _meaning(name: str) -> str:
    return next((text for form, text in _MEANS if re.fullmatch(form, name)), "")
