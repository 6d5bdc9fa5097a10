"""How this room's hot loops are compiled: as frontier's, but they count no references.

The loops pass their arrays on at every step; counting each time who holds them took two
thirds of the whole. They make no array, so there is nothing to count.
"""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import ParamSpec, TypeVar

from numba import njit

from frontier import plain, strip
from frontier.kernel import Bytes, Ints

__all__ = ["MADE_OF", "Bytes", "Ints", "kernel"]

# The files that loops are made of: a change in one changes those in others.
MADE_OF = (
    *("alike", "anchortext", "attributes", "charrefs", "classwords", "construction"),
    *("currencies", "drawings", "elements", "forest", "formats", "grow", "headparts"),
    *("kernel", "lines", "lineviews", "linkkinds", "moneyspots", "nametable"),
    *("needles", "openelements", "pricesigns", "repeats", "resolve", "scan"),
    *("scriptkeys", "secondlook", "seen", "spans", "surroundings", "tableparts"),
    *("tagbytes", "wide", "wordcounts"),
)
P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` at its first call; its types are those it declares."""
    compiled: Callable[P, R] = njit(
        cache=True, nogil=True, error_model="numpy", _nrt=False
    )(function)
    return compiled


def _drop_stale(room: Path) -> None:
    """Drop the compiled loops if any file changed that loops are made of.

    numba looks at a loop's own file only; numbers and loops of other files that went into
    it would stay as they were.
    """
    kept = room / "__pycache__"
    stamp = blake2b(digest_size=16)
    inside = [room / f"{name}.py" for name in MADE_OF]
    for file in (*inside, Path(plain.__file__), Path(strip.__file__)):
        state = file.stat()
        stamp.update(f"{file.name} {state.st_mtime_ns} {state.st_size};".encode())
    note = kept / "loops.stamp"
    try:
        if note.exists() and note.read_text() == stamp.hexdigest():
            return
        kept.mkdir(exist_ok=True)
        for old in kept.glob("*.nb?"):
            old.unlink(missing_ok=True)
        note.write_text(stamp.hexdigest())
    # An installation that nobody may write to does not change either.
    except OSError:
        return


_drop_stale(Path(__file__).parent)
