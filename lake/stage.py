"""What a stage is: a name, a version, what it reads and writes, and a pure function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from lake.errors import StageRefused
from lake.tables import TABLES, VIEWS, columns

FILES = "files"
_OWN_KEY = "input_key"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; its name is the `maker` of its rows, its version their maker_version.

    The rows of `reads[0]`, or of `query`, are its inputs. `make` gets them as record
    batches and is sent to worker processes, so it is a function of a module. `outdated`
    asks whether rows have to be made anew though no table changed that is read. Both may
    use `$cursor`, the batch up to which the stage has looked.
    """

    name: str
    version: int
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    make: Callable[[pa.RecordBatch], Mapping[str, pa.Table]]
    bodies: bool = False
    query: str | None = None
    files: str | None = None
    outdated: str | None = None

    def __post_init__(self) -> None:
        if self.version < 1 or not self.reads:
            raise StageRefused(
                f"stage {self.name}: version must be at least 1 and reads not empty"
            )
        for name in self.reads:
            if name not in TABLES and name not in VIEWS:
                raise StageRefused(f"stage {self.name} reads {name!r}: no such table")
        for name in self.writes:
            if name not in TABLES or not TABLES[name].derived:
                raise StageRefused(
                    f"stage {self.name} writes {name!r}: no table of derived rows"
                )
        if self.query is None and not _has_key(self.reads[0]):
            raise StageRefused(
                f"stage {self.name}: rows of {self.reads[0]} have no input_key; "
                "give a query that makes one"
            )


def _has_key(name: str) -> bool:
    return name == "pages" or _OWN_KEY in {column.name for column in columns(name)}
