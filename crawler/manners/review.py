"""The review list: walls that hosts put up, for a person to look at and decide.

    frontier/<campaign>/review.jsonl     one JSON object a line, only ever added to
        {"type": "seen", ...}            a wall was met `more` times since the line before
        {"type": "decided", ...}         a person resolved it, or said to ignore it

A host and a kind of wall are one case. A torn last line, after a kill, costs itself. A
wall that is met again after it was resolved opens its case anew.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from crawler.errors import NoSuchCase
from frontier.inbox import Command, Due, SetDelay, Unblock, drop
from lake.durable import write

if TYPE_CHECKING:
    from frontier.forgotten import Target

FILE = "review.jsonl"
State = Literal["open", "resolved", "ignored"]
Did = Literal["noted", "slowed", "paused"]


class Seen(msgspec.Struct, frozen=True, kw_only=True, tag="seen"):
    """A wall was met; `until`: how long its host is left alone, in epoch seconds."""

    at: float
    host: str
    kind: str
    url: str
    sign: str
    by: str = ""
    status: int = 0
    did: Did = "noted"
    until: float | None = None
    more: int = 1
    shut: bool = True


class Decided(msgspec.Struct, frozen=True, kw_only=True, tag="decided"):
    """A person decided a case."""

    at: float
    host: str
    kind: str
    state: State
    note: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One case as it stands."""

    id: str
    host: str
    kind: str
    by: str
    sign: str
    status: int
    url: str
    times: int
    first_at: str
    last_at: str
    did: Did
    until: str | None
    state: State
    note: str


_Line = Seen | Decided
_lines: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


def read_review(folder: Path) -> list[Review]:
    """Return the cases of the campaign whose frontier lies in `folder`, newest first."""
    cases: dict[tuple[str, str], Review] = {}
    for line in _read(folder):
        key = line.host, line.kind
        known = cases.get(key)
        if isinstance(line, Seen):
            cases[key] = _met(known, line)
        elif known is not None:
            cases[key] = msgspec.structs.replace(
                known, state=line.state, note=line.note
            )
    return sorted(cases.values(), key=lambda case: case.last_at, reverse=True)


def decide(
    folder: Path, case: str, state: State, now: float, note: str = ""
) -> list[Review]:
    """Decide `case`, a host or HOST/KIND, and let its host be asked again.

    A running crawl takes this up within a second, the next one at its start.
    """
    found = [one for one in read_review(folder) if case in (one.id, one.host)]
    if not found:
        raise NoSuchCase(
            f"no case {case!r} is in the review list; list it with"
            " `harvestman campaign review NAME` and give a host or HOST/KIND of it"
        )
    for one in found:
        made = Decided(at=now, host=one.host, kind=one.kind, state=state, note=note)
        append(folder, made, durable=True)
    for command in _commands(folder, found):
        drop(folder / "inbox", command, now)
    return [one for one in read_review(folder) if case in (one.id, one.host)]


def append(folder: Path, line: _Line, *, durable: bool = False) -> None:
    """Add a line; one system call, so that several processes may add at once."""
    data = msgspec.json.encode(line) + b"\n"
    path = folder / FILE
    # What a kill tore off ends here, and not in our line.
    lead = b"\n" if _torn(path) else b""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, lead + data)
        if durable:
            os.fsync(file)
    finally:
        os.close(file)


def forget(frontiers: Path, target: "Target") -> int:
    """Leave out the lines of all campaigns that tell of `target`; return how many."""
    return sum(_erase(path, target) for path in sorted(frontiers.glob(f"*/{FILE}")))


def _erase(path: Path, target: "Target") -> int:
    lines = path.read_bytes().splitlines()
    whole = [(text, _line_of(text)) for text in lines]
    # What no one can read may be what is to be forgotten.
    kept = [text for text, line in whole if line and not _tells_of(line, target)]
    if len(kept) < len(lines):
        write(path, b"".join(text + b"\n" for text in kept))
    return len(lines) - len(kept)


def _tells_of(line: _Line, target: "Target") -> bool:
    if target.has_host(line.host):
        return True
    if isinstance(line, Decided):
        return False
    # A sign may end with the address that a redirect led to.
    return target.holds(line.url) or target.holds(line.sign.rpartition(" ")[2])


def _met(known: Review | None, line: Seen) -> Review:
    state: State = "ignored" if known and known.state == "ignored" else "open"
    return Review(
        id=f"{line.host}/{line.kind}",
        host=line.host,
        kind=line.kind,
        by=line.by,
        sign=line.sign,
        status=line.status,
        url=line.url,
        times=line.more + (known.times if known else 0),
        first_at=known.first_at if known else _text(line.at),
        last_at=_text(line.at),
        did=line.did,
        until=None if line.until is None else _text(line.until),
        state=state,
        note=known.note if known else "",
    )


def _commands(folder: Path, cases: list[Review]) -> Iterator[Command]:
    hosts = {case.host for case in cases}
    for host in sorted(hosts):
        yield Unblock(host)
        yield SetDelay(host, None)
    kinds = {(case.host, case.kind) for case in cases}
    # What was shut waits in the frontier; what was answered for good is asked anew.
    answered = {
        line.url: None
        for line in _read(folder)
        if isinstance(line, Seen)
        and (line.host, line.kind) in kinds
        and not line.shut
        and line.url
    }
    if answered:
        yield Due(tuple(answered))


def _read(folder: Path) -> Iterator[_Line]:
    try:
        data = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return
    for text in data.splitlines():
        line = _line_of(text)
        if line is not None:
            yield line


def _line_of(text: bytes) -> _Line | None:
    try:
        return _lines.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _torn(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False  # there is none yet, or it is empty


def _text(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
