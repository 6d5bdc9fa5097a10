"""What other processes ask of a frontier while its owner runs: commands, and links.

A command is a small JSON text in a parcel in the campaign's inbox. Every command may be
carried out twice, so the owner takes it, makes its effect durable, and only then
removes it. Links found by the owner of one shard that belong to another travel the same
way, by the thousand, through whatever carries parcels between shards.
"""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from frontier.carrier import Carrier
from frontier.errors import BadCommand
from frontier.parcels import Box, Parcel

# A host name has at most 253 characters; an address in brackets has fewer.
Host = Annotated[str, Meta(min_length=1, max_length=255)]
Text = Annotated[str, Meta(max_length=65_536)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Rank = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Seconds = Annotated[float, Meta(ge=0)]


class Add(msgspec.Struct, frozen=True, tag="add"):
    """Fetch these pages too."""

    urls: tuple[Text, ...]
    priority: Rank = 0
    depth: Count = 0


class Due(msgspec.Struct, frozen=True, tag="due"):
    """Fetch these known pages again, now."""

    urls: tuple[Text, ...]


class Block(msgspec.Struct, frozen=True, tag="block"):
    """Ask a host nothing until a time (seconds since the epoch); None is for good."""

    host: Host
    until: Seconds | None = None


class Unblock(msgspec.Struct, frozen=True, tag="unblock"):
    """Ask a host again."""

    host: Host


class SetDelay(msgspec.Struct, frozen=True, tag="set_delay"):
    """Wait so long between two requests to a host; None is the crawl's own delay."""

    host: Host
    seconds: Seconds | None = None


class Pause(msgspec.Struct, frozen=True, tag="pause"):
    """Hand out nothing more."""


class Resume(msgspec.Struct, frozen=True, tag="resume"):
    """Hand out pages again."""


Command = Add | Due | Block | Unblock | SetDelay | Pause | Resume


class Links(msgspec.Struct, frozen=True, tag="links"):
    """Links to pages of another shard; lists of equal length, the last two maybe empty."""

    urls: list[Text]
    depth: list[Count]
    priority: list[Rank]
    meta: list[bytes] = []
    kind: list[Count] = []
    again: bool = False  # also those that are known

    def __post_init__(self) -> None:
        lengths = {len(self.urls), len(self.depth), len(self.priority)}
        more = {len(column) for column in (self.meta, self.kind) if column}
        if len(lengths | more) > 1:
            raise ValueError("its columns are of different lengths")


_commands = msgspec.json.Decoder(Command)
_links = msgspec.msgpack.Decoder(Links)


def drop(inbox: Path, command: Command, now: float) -> Path:
    """Leave `command` for the owner of the campaign whose inbox this is."""
    try:
        data = msgspec.json.encode(command)
        _commands.decode(data)
    except (msgspec.MsgspecError, UnicodeError) as error:
        name = type(command).__name__
        raise BadCommand(f"the command {name} cannot be given: {error}") from None
    return _box(inbox).put(data, now)


def take(inbox: Path, most: int = 1000) -> list[tuple[Path, Command]]:
    """Return the commands that wait, in the order in which they were given."""
    box = _box(inbox)
    found: list[tuple[Path, Command]] = []
    for parcel in box.take(most):
        try:
            command = _commands.decode(parcel.data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            box.refuse(parcel.name, f"It holds no command: {error}.")
        else:
            found.append((inbox / parcel.name, command))
    return found


def finished(path: Path) -> None:
    """Remove a command whose effect is durable."""
    _box(path.parent).finished(path.name)


def send(carrier: Carrier, shard: int, links: Links, now: float) -> None:
    """Let `carrier` bring `links` to the owner of `shard`."""
    carrier.put(shard, msgspec.msgpack.encode(links), now)


def receive(
    carrier: Carrier, shard: int, most: int = 100
) -> list[tuple[Parcel, Links]]:
    """Return the links that wait for `shard`; finish each parcel with the carrier."""
    found: list[tuple[Parcel, Links]] = []
    for parcel in carrier.take(shard, most):
        try:
            links = _links.decode(parcel.data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            carrier.refuse(shard, parcel.name, f"It holds no links: {error}.")
        else:
            found.append((parcel, links))
    return found


def _box(inbox: Path) -> Box:
    return Box(inbox, inbox / "refused")
