"""What stands for a person in a home: hashes, never a name; and who was erased.

    HOME/privacy/erased.json      who is erased, and stays so
    HOME/privacy/.erasing.json    who is being erased, until nothing is left

A crawl, a rebuild and a restored backup bring people back; the first file keeps them
away again. It only ever grows, so that two of them are joined without a thought. As
backups are older than it, a copy lies beside them.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from extract.opinions.hiding import author_hash
from jobs.errors import HomeUnusable
from jobs.privacy.unfinished import erasing_file
from jobs.salt import author_salt
from lake.durable import sync_folder, write

log = structlog.get_logger()

T = TypeVar("T")

FOLDER, FILE = "privacy", "erased.json"
# No host has this name, so that an address is not taken for an author's name.
_MAIL = "@"
EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]+@[^\s@<>\"',;:()\[\]\\]+\.[\w-]+")


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Hashes and random names that stand for people."""

    authors: frozenset[str] = (
        frozenset()
    )  # keyed hashes of a name, at hosts or anywhere
    emails: frozenset[str] = frozenset()  # keyed hashes of addresses
    visitors: frozenset[str] = frozenset()  # pseudonyms of those who agreed
    days: frozenset[str] = frozenset()  # pseudonyms of a day, of those who clicked
    sessions: frozenset[str] = frozenset()  # hashes of the ids of sessions

    def __or__(self, other: "Marks") -> "Marks":
        """Return what stands for either."""
        return Marks(
            **{
                name: getattr(self, name) | getattr(other, name)
                for name in self.__struct_fields__
            }
        )

    def __sub__(self, other: "Marks") -> "Marks":
        """Return what stands for one and not for the other."""
        return Marks(
            **{
                name: getattr(self, name) - getattr(other, name)
                for name in self.__struct_fields__
            }
        )

    def __bool__(self) -> bool:
        """Say whether anybody is meant."""
        return any(getattr(self, name) for name in self.__struct_fields__)


class Erasing(msgspec.Struct, frozen=True, kw_only=True):
    """Who is on the way out, and what was found before the first row of it went."""

    marks: Marks
    urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    file_digests: tuple[str, ...] = ()


def name_marks(home: Path, name: str, hosts: Iterable[str] = ()) -> Marks:
    """Return what stands for an author's name, wherever and at each of `hosts`."""
    salt = author_salt(home)
    return Marks(authors=frozenset(author_hash(name, at, salt) for at in ("", *hosts)))


def email_mark(home: Path, email: str) -> str:
    """Return what stands for an address."""
    return author_hash(email, _MAIL, author_salt(home))


def emails_in(texts: Iterable[str]) -> set[str]:
    """Return the addresses that stand in `texts`."""
    return {found for text in texts for found in EMAIL.findall(text)}


def erased(home: Path) -> Marks:
    """Return who was erased from `home`."""
    return _read(home / FOLDER / FILE, Marks) or Marks()


def begun(home: Path) -> Erasing | None:
    """Return who is being erased from `home`, if somebody is."""
    return _read(erasing_file(home), Erasing)


def begin(home: Path, marks: Marks, beside: Path | None = None) -> None:
    """Keep for good that `marks` are erased, and until it is done that this goes on.

    `beside` is a folder of backups, which gets a copy of the list.
    """
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    left = begun(home) or Erasing(marks=Marks())
    keep(home, msgspec.structs.replace(left, marks=left.marks | marks))
    everyone = erased(home) | marks
    write(home / FOLDER / FILE, _packed(everyone))
    if beside is not None:
        _copy(beside / copy_name(home.name), everyone)


def keep(home: Path, erasing: Erasing) -> None:
    """Keep how far an erasing has come."""
    write(erasing_file(home), msgspec.json.encode(erasing))


def ended(home: Path) -> None:
    """Note that nothing is left to do."""
    erasing_file(home).unlink(missing_ok=True)
    sync_folder(home / FOLDER)


def copy_name(home_name: str) -> str:
    """Return what the list is called where the backups of a home lie."""
    return f"{home_name}-{FILE}"


def lists_beside(backup: Path) -> list[Path]:
    """Return the lists that lie beside a backup with a dated name."""
    name = re.sub(r"-\d{8}T\d{6}Z\..*", "", backup.name)
    path = backup.parent / copy_name(name)
    return [path] if path.exists() else []


def carry_over(home: Path, lists: Iterable[Path]) -> None:
    """Have those of other lists erased from `home`, of which its own does not know.

    Whom its own names were erased before it was kept; who came back since has a right
    to be there.
    """
    since = Marks()
    for path in lists:
        since |= _read(path, Marks) or Marks()
    if since := since - erased(home):
        begin(home, since)


def _copy(path: Path, marks: Marks) -> None:
    if not path.parent.is_dir():
        return
    try:
        # Other homes of that name may keep their backups there.
        write(path, _packed(marks | (_read(path, Marks) or Marks())))
    except (OSError, HomeUnusable) as error:
        log.warning("erased.not_copied", file=str(path), reason=str(error))


def told(marks: Marks) -> dict[str, list[str]]:
    """Return the same marks always in the same order."""
    return {name: sorted(getattr(marks, name)) for name in marks.__struct_fields__}


def _packed(marks: Marks) -> bytes:
    return msgspec.json.encode(told(marks))


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, OSError) as error:
        # Without it, those who were erased would come back.
        raise HomeUnusable(
            f"{path} says who was erased, and cannot be read: {error}; put a copy of it"
            " back from a backup, or remove it and erase those people again"
        ) from None
