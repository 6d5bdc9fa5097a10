"""The programs that videos are made with, and one way to run them.

They are given numbers and the names of files alone: what is said goes to them on their
input or in files, so that no crawled word is ever an option, a filter or a command.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec

from enrich.errors import VideoFailed

# Twenty seconds of film take three; a machine that is loaded is slower by far.
LIMIT_S = 180.0
_LONGEST_SAID = 300


class Tools(msgspec.Struct, frozen=True):
    """Where the programs are; empty for one that is not installed."""

    ffmpeg: str = ""
    voice: str = ""

    @property
    def digest(self) -> str:
        """What a film's bytes depend on: whether it has a voice."""
        return "spoken" if self.voice else "silent"


def installed() -> Tools:
    """Return the programs that are here."""
    names = ("ffmpeg", "espeak-ng")
    return Tools(*(shutil.which(name) or "" for name in names))


def run(
    command: Sequence[str], folder: Path, said: str = "", limit_s: float = LIMIT_S
) -> None:
    """Run `command` in `folder` with `said` on its input; end it after `limit_s`."""
    name = Path(command[0]).name
    try:
        begun = subprocess.Popen(  # noqa: S603 - no word of a page is among the arguments
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as wrong:
        raise VideoFailed(f"{name} does not start: {wrong.strerror}") from wrong
    with begun:
        try:
            _, told = begun.communicate(said.encode(), timeout=limit_s)
        except subprocess.TimeoutExpired as slow:
            # With all that it began, or one of these would hold us by its pipe.
            os.killpg(begun.pid, signal.SIGKILL)
            raise VideoFailed(
                f"{name} was not done after {limit_s:g} s and was ended; "
                "try again when the machine has less to do"
            ) from slow
    if begun.returncode:
        why = " ".join(told.decode(errors="replace").split())
        raise VideoFailed(
            f"{name} ended with {begun.returncode}: {why[-_LONGEST_SAID:] or 'no word'}"
        )
