"""What is being forgotten, kept until it is: a kill leaves the rest to the next call.

Keys are gathered before the first row goes, since afterwards nothing leads to them. The
file names what is to be forgotten and is itself the last thing that does.
"""

from pathlib import Path
from typing import Literal

import msgspec

from lake.durable import sync_folder, write
from lake.errors import LakeError
from lake.seeking import Found
from lake.unfinished import forgetting_file


class Forgetting(msgspec.Struct, frozen=True, kw_only=True):
    """One URL, host or domain on its way out; `rewritten` are WARC files replaced."""

    kind: Literal["url", "host", "domain"]
    name: str
    found: Found
    rewritten: tuple[str, ...] = ()


def begun(home: Path) -> Forgetting | None:
    """Return what was begun and not ended in `home`."""
    path = forgetting_file(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Forgetting)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise LakeError(
            f"{path} says what is to be forgotten, and cannot be read ({error});"
            " remove it and forget that URL or host again"
        ) from error


def keep(home: Path, forgetting: Forgetting) -> None:
    """Keep `forgetting` until it is ended."""
    write(forgetting_file(home), msgspec.json.encode(forgetting))


def ended(home: Path) -> None:
    """Note that nothing is left to do."""
    path = forgetting_file(home)
    path.unlink(missing_ok=True)
    path.with_name(f".{path.name}.tmp").unlink(missing_ok=True)
    sync_folder(path.parent)
