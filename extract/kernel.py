"""How this room's hot loops are compiled: as frontier's, but they count no references.

The loops pass their arrays on at every step; counting each time who holds them took two
thirds of the whole. They make no array, so there is nothing to count.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import ParamSpec, TypeVar

from numba import njit

from frontier import plain, strip
from frontier.kernel import Bytes, Ints

__all__ = ["MADE_OF", "Bytes", "Ints", "drop_stale", "kernel"]

# The files that loops are made of, by folder: a change in one changes those in others.
_FILES = {
    "": "kernel",
    "goods": "moneyspots surroundings",
    "linking": "anchortext linkkinds resolve scan spans",
    "markup": "attributes charrefs construction drawings elements formats grow headparts"
    " nametable needles openelements seen tableparts tagbytes wide",
    "money": "currencies pricesigns",
    "statements": "scriptkeys",
    "text": "alike classwords forest languagewalk lines lineviews repeats secondlook"
    " wordcounts",
}
_ROOM = Path(__file__).parent
MADE_OF = [
    _ROOM / folder / f"{name}.py"
    for folder, names in _FILES.items()
    for name in names.split()
]
P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` at its first call; its types are those it declares."""
    compiled: Callable[P, R] = njit(
        cache=True, nogil=True, error_model="numpy", _nrt=False
    )(function)
    return compiled


def drop_stale(room: Path, made_of: Iterable[Path]) -> None:
    """Drop the compiled loops of `room` if any file changed that they are made of.

    numba looks at a loop's own file only; numbers and loops of other files that went into
    it would stay as they were.
    """
    stamp = blake2b(digest_size=16)
    for file in made_of:
        if file.exists():
            state = file.stat()
            stamp.update(f"{file.name} {state.st_mtime_ns} {state.st_size};".encode())
    note = room / "__pycache__" / "loops.stamp"
    try:
        if note.exists() and note.read_text() == stamp.hexdigest():
            return
        note.parent.mkdir(exist_ok=True)
        for old in room.rglob("*.nb?"):
            old.unlink(missing_ok=True)
        note.write_text(stamp.hexdigest())
    # An installation that nobody may write to does not change either.
    except OSError:
        return


drop_stale(_ROOM, (*MADE_OF, Path(plain.__file__), Path(strip.__file__)))
