"""Take forgotten URLs out of the parcels in a campaign's inbox.

What still says something without them stays under its name; a parcel that was refused
and may name them goes.
"""

from pathlib import Path

import msgspec

from frontier.durable import write_whole
from frontier.forgetlog import Marks
from frontier.forgotten import Target
from frontier.frames import head_of, read
from frontier.inbox import Add, Block, Command, Due, Links, SetDelay, Unblock

_PARCEL = 1
_commands = msgspec.json.Decoder(Command)
_links = msgspec.msgpack.Decoder(Links)


def forget_inbox(inbox: Path, target: Target) -> None:
    """Take `target` out of every parcel below `inbox`."""
    marks = Marks(target)
    for path in sorted(inbox.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        if path.name.startswith("."):
            path.unlink()  # half written, by who is gone
        elif path.parent.name == "refused":
            if marks.may_be_in(path.read_bytes()):
                path.unlink()
        else:
            _forget_parcel(path, target, marks)


def _forget_parcel(path: Path, target: Target, marks: Marks) -> None:
    reading = read(path)
    payload = bytes(reading.frames[0].payload) if len(reading.frames) == 1 else b""
    try:
        if path.parent.name.isdecimal():
            left = _links_left(_links.decode(payload), target, marks)
        else:
            left = _command_left(_commands.decode(payload), target)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        # It would be refused, and kept, when it is taken.
        if marks.may_be_in(path.read_bytes()):
            path.unlink()
        return
    if left is None:
        path.unlink()
    elif left != payload:
        write_whole(path, head_of(_PARCEL, left, 1) + left)


def _command_left(command: Command, target: Target) -> bytes | None:
    """Return what is left of a command, None when nothing is."""
    match command:
        case Add() | Due():
            urls = tuple(url for url in command.urls if not target.holds(url))
            if not urls:
                return None
            return msgspec.json.encode(msgspec.structs.replace(command, urls=urls))
        case Block() | Unblock() | SetDelay():
            if target.has_host(command.host.lower()):
                return None
    return msgspec.json.encode(command)


def _links_left(links: Links, target: Target, marks: Marks) -> bytes | None:
    kept = [row for row, url in enumerate(links.urls) if not target.holds(url)]
    if not kept:
        return None
    metas = [links.meta[row] for row in kept] if links.meta else []
    left = Links(
        urls=[links.urls[row] for row in kept],
        depth=[links.depth[row] for row in kept],
        priority=[links.priority[row] for row in kept],
        meta=[b"" if marks.is_within(meta) else meta for meta in metas],
        kind=[links.kind[row] for row in kept] if links.kind else [],
        again=links.again,
    )
    return msgspec.msgpack.encode(left)
