"""Take the text of forgotten URLs out of every file of a home's frontier.

A record of a log keeps its place, its length and its fingerprint, so that refs, acks and
the set of known URLs stay true: its URL is written over and it counts as dropped. All
else (books, robots.txt, inbox, due pages) is written anew without it. Each file is
replaced whole, and nothing is left to do when it is done twice.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from frontier.acks import DROPPED, Acks
from frontier.book import CLEAN, NOTE
from frontier.durable import write_whole
from frontier.errors import AlreadyOwned
from frontier.facts import pack, unpack
from frontier.forgetdue import forget_due
from frontier.forgetinbox import forget_inbox
from frontier.forgetlog import Marks, forget_segment
from frontier.forgotten import Target
from frontier.frames import Frame, head_of, read
from frontier.journal import replay
from frontier.kernel import Ints
from frontier.owner import owned_file
from frontier.plan import Plan
from frontier.records import host_in
from frontier.robotstold import Told
from frontier.states import STATE
from frontier.urls import SHARDS

# Folders of the whole home beside those of the campaigns.
_SHARED = frozenset({"hosts", "robots"})
# What a frame holds and how many records that is; None: nothing that is to stay.
_Framed = tuple[bytes, int] | None
_told = msgspec.msgpack.Decoder(Told)


def forget(folder: Path, target: Target) -> int:
    """Take `target` out of all campaigns below `folder`; return how many URLs it had.

    Nobody may be crawling: a shard that a process owns is refused.
    """
    urls = 0
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if place.is_dir() and place.name not in _SHARED:
            with _alone(place):
                urls += _forget_campaign(place, target)
    if target.kind != "url":
        for path in sorted(folder.glob("hosts/[0-9][0-9].log")):
            _rewrite(path, lambda frame: _book_left(frame, target))
        for path in sorted(folder.glob("robots/[0-9][0-9].log")):
            _rewrite(path, lambda frame: _copy_left(frame, target))
    _sweep(folder)
    return urls


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Own every shard of a campaign while the block runs."""
    with ExitStack() as held:
        for shard in sorted(place.glob("[0-9][0-9]")):
            held.enter_context(owned_file(shard / "lock"))
        replay(place, range(SHARDS))
        left = sorted(place.glob("journal-*.log"))
        if left:
            raise AlreadyOwned(f"{left[0]} belongs to a process that runs; wait for it")
        yield


def _forget_campaign(place: Path, target: Target) -> int:
    urls = 0
    acks = Acks(place / "acks", range(SHARDS))
    try:
        for shard in sorted(place.glob("[0-9][0-9]")):
            for path in sorted(shard.glob("[0-9]*.log")):
                first = int(shard.name) << 56 | int(path.stem) << 32
                urls += forget_segment(path, target, _settle(acks, first))
            forget_due(shard / "due", target)
    finally:
        acks.close()
    forget_inbox(place / "inbox", target)
    _forget_plan(place, target)
    return urls


def _settle(acks: Acks, first: int) -> Callable[[Ints], None]:
    """Return what makes records of a segment count as dropped that are not settled."""
    settled = set(acks.offsets(first).tolist())

    def settle(offsets: Ints) -> None:
        waiting = offsets[[offset not in settled for offset in offsets.tolist()]]
        if len(waiting):
            acks.append(DROPPED, waiting + first)
            # Before their URLs are gone: what stands there then is no page to fetch.
            acks.sync()

    return settle


def _forget_plan(place: Path, target: Target) -> None:
    """Take a host out of the places where the campaign crawls."""
    path = place / "plan.json"
    if target.kind == "url" or not path.exists():
        return
    try:
        plan = msgspec.json.decode(path.read_bytes(), type=Plan)
    except msgspec.MsgspecError:
        path.unlink()  # the next crawl writes it anew
        return
    scope = plan.scope
    places = tuple(name for name in scope.places if not target.has_host(name))
    if places != scope.places:
        scope = msgspec.structs.replace(scope, places=places)
        plan = msgspec.structs.replace(plan, scope=scope)
        write_whole(path, msgspec.json.encode(plan))
    # It repeats a scope, and is written again by whoever opens the campaign next.
    reach = place / "reach.json"
    if reach.exists() and Marks(target).may_be_in(reach.read_bytes()):
        reach.unlink()


def _rewrite(path: Path, changed: Callable[[Frame], _Framed]) -> None:
    """Write a file of frames anew, each as `changed` gives it; what is None goes."""
    reading = read(path)
    before = [(bytes(frame.payload), frame.count) for frame in reading.frames]
    after = [changed(frame) for frame in reading.frames]
    if before == after and not reading.damage:
        return
    whole = [
        head_of(frame.kind, *left) + left[0]
        for frame, left in zip(reading.frames, after, strict=True)
        # A book that was damaged does not count as closed, whatever is left of it.
        if left is not None and not (frame.kind == CLEAN and reading.damage)
    ]
    write_whole(path, b"".join(whole))


def _book_left(frame: Frame, target: Target) -> _Framed:
    facts = unpack(frame, STATE) if frame.kind == NOTE else None
    if facts is None:
        return bytes(frame.payload), frame.count
    names = facts.texts()
    kept = [row for row, name in enumerate(names) if not target.has_host(name)]
    return pack(facts.records[kept], [names[row] for row in kept]), len(kept)


def _copy_left(frame: Frame, target: Target) -> _Framed:
    """Return the copy of a robots.txt, unless it is of a forgotten host."""
    try:
        origin = _told.decode(frame.payload).origin
    except msgspec.MsgspecError:
        return None  # of another version: it is asked for again
    if target.has_host(host_in(f"{origin}/")):
        return None
    return bytes(frame.payload), frame.count


def _sweep(folder: Path) -> None:
    """Remove what a kill left half written."""
    for path in folder.rglob(".*.tmp"):
        path.unlink(missing_ok=True)
