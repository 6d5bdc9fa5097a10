"""How this room's hot loops are compiled: as extract's, counting no references.

The loops allocate nothing: whoever calls makes room first.
"""

from pathlib import Path

from extract import kernel as below
from extract.kernel import drop_stale, kernel
from frontier.kernel import Bytes, Ints, Keys

__all__ = ["MADE_OF", "Bytes", "Ints", "Keys", "kernel"]

# The files that loops are made of, by folder: a change in one changes those in others.
_FILES = {
    "": "kernel",
    "forecast": "intermittent smoothing",
    "models": "hashloops vectorsums",
    "text": "sentimentrules wordpieces",
    "matching": "conflicts letters likeness pairing words",
    "taxonomy": "grams linear nearest",
}
_ROOM = Path(__file__).parent
MADE_OF = [
    _ROOM / folder / f"{name}.py"
    for folder, names in _FILES.items()
    for name in names.split()
]

drop_stale(_ROOM, (*MADE_OF, *below.MADE_OF))
