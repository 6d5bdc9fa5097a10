"""What writers answered, in files of the home: nothing is asked for, or paid, twice.

    writers/answers/<writer>/<2 letters>/<digest of the brief>.json
An answer is kept when it comes, so that a kill loses none. No figure and no name is in
them. Whoever removes the folder has all asked for again, and loses nothing else.
"""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec

from enrich.generate.writers.writer import Brief
from lake.durable import write


class Kept(msgspec.Struct, frozen=True):
    """One answer, and to what it was given."""

    writer: str
    brief: Brief
    answer: str


class Answers:
    """The answers of one writer."""

    def __init__(self, home: Path, writer: str) -> None:
        who = blake2b(writer.encode(), digest_size=8).hexdigest()
        self._folder = home / "writers" / "answers" / who
        self._writer = writer

    def known(self, brief: Brief) -> str | None:
        """Return what was answered to `brief` before, if anything was."""
        try:
            kept = msgspec.json.decode(self._path(brief).read_bytes(), type=Kept)
        # A broken file is no answer: it is asked for again.
        except (OSError, msgspec.MsgspecError):
            return None
        is_own = kept.brief == brief and kept.writer == self._writer
        return kept.answer if is_own else None

    def keep(self, briefs: Sequence[Brief], answers: Sequence[str | None]) -> None:
        """Keep those `answers` that came."""
        for brief, answer in zip(briefs, answers, strict=True):
            if answer is not None:
                path = self._path(brief)
                path.parent.mkdir(parents=True, exist_ok=True)
                write(path, msgspec.json.encode(Kept(self._writer, brief, answer)))

    def _path(self, brief: Brief) -> Path:
        return self._folder / brief.key[:2] / f"{brief.key}.json"
