"""What waits in the spool, told by names alone: to look there costs no Arrow."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lake.settings import LakeSettings


def file_name(writer: str, number: int) -> str:
    """Return the name of a batch's file; names sort as batches follow each other."""
    return f"{writer}-{number:012d}.arrow"


def writer_and_number(path: Path) -> tuple[str, int]:
    """Return what `file_name` was given."""
    writer, _, number = path.name.partition(".arrow")[0].rpartition("-")
    return writer, int(number)


def pending(home: Path) -> list[Path]:
    """Return the files that wait, those of one writer in the order of its batches."""
    return sorted((home / "spool").glob("[!.]*.arrow"), key=writer_and_number)


def take_in(home: Path, settings: "LakeSettings") -> None:
    """Load what waits; who finds nothing waiting has imported nothing for it."""
    if not pending(home):
        return
    from lake.bare import spare_pandas
    from lake.load import load
    from lake.store import Lake

    spare_pandas()
    load(Lake.open(home, settings))
