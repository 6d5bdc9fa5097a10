"""What another process writes to its standard error, said by this one.

A process that writes to the terminal by itself tears the bars of the one that draws
them. So it writes into a pipe instead, whatever it is: a warning, a traceback, a word
of the browser. Here the lines come out one by one, above the bars.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread

_STDERR = 2
_CHUNK = 65_536
# A browser that outlives its crawl for a moment may hold the pipe open.
_LEAVE_S = 1.0


@contextmanager
def noticed() -> Iterator[Connection | None]:
    """Yield what another process gives to `speak_into`; None where no bars are."""
    if not sys.stderr.isatty():
        yield None
        return
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    reader = Thread(target=_say_all, args=(ours.fileno(),), daemon=True)
    reader.start()
    try:
        yield theirs
    finally:
        theirs.close()
        reader.join(_LEAVE_S)


def speak_into(pipe: Connection | None) -> None:
    """Send what this process writes to standard error from now on into `pipe`."""
    if pipe is not None:
        sys.stderr.flush()
        os.dup2(pipe.fileno(), _STDERR)
        pipe.close()


def _say_all(end: int) -> None:
    rest = b""
    while chunk := os.read(end, _CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            _say(line)
    if rest:
        _say(rest)


def _say(line: bytes) -> None:
    # Not a name bound before: while bars are shown this is another stream.
    sys.stderr.write(line.decode(errors="replace") + "\n")
