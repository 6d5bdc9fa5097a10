"""Take forgotten URLs out of the files of due pages; each is written anew without them.

A unit is named by the hash of its bytes, so one that loses a page gets another name,
which is noted as done when the old one was.
"""

from pathlib import Path

import mmh3
import numpy as np

from frontier.due import DUE
from frontier.duehours import GONE, WAIT, numbers, slot_of
from frontier.dueready import DONE, UNIT
from frontier.durable import write_whole
from frontier.facts import pack, unpack
from frontier.forgotten import Target
from frontier.frames import Frame, head_of, read


def forget_due(folder: Path, target: Target) -> None:
    """Take `target` out of the due pages in `folder`."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if slot_of(path) is not None and path.suffix in (".log", ".split", ".ready"):
            _forget_file(path, target)


def _forget_file(path: Path, target: Target) -> None:
    reading = read(path)
    frames = [_framed(frame, target) for frame in reading.frames]
    if all(new is None for new in frames) and not reading.damage:
        return
    done = {n for f in reading.frames if f.kind == DONE for n in numbers(f).tolist()}
    renamed = {
        _origin(bytes(old.payload)): _origin(new[0])
        for old, new in zip(reading.frames, frames, strict=True)
        if old.kind == UNIT and new is not None
    }
    whole = [
        _frame(old.kind, *(new or (bytes(old.payload), old.count)))
        for old, new in zip(reading.frames, frames, strict=True)
        if old.kind in (WAIT, GONE, UNIT) and (new is None or new[1])
    ]
    if done:
        names = np.array([renamed.get(name, name) for name in done], np.uint64)
        whole.append(_frame(DONE, names.tobytes(), len(names)))
    write_whole(path, b"".join(whole))


def _framed(frame: Frame, target: Target) -> tuple[bytes, int] | None:
    """Return payload and count of a frame that loses pages, else None."""
    facts = unpack(frame, DUE) if frame.kind in (WAIT, UNIT) else None
    if facts is None:
        return None
    texts = facts.texts()
    kept = [
        row
        for row, text in enumerate(texts)
        if not target.holds(text.partition("\n")[0])
    ]
    if len(kept) == len(texts):
        return None
    return pack(facts.records[kept], [texts[row] for row in kept]), len(kept)


def _frame(kind: int, payload: bytes, count: int) -> bytes:
    return head_of(kind, payload, count) + payload


def _origin(payload: bytes) -> int:
    return mmh3.hash64(payload, signed=False)[0] or 1
