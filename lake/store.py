"""The lake of one home: its folders, its settings, and how its files are laid out."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lake.bucket import bucket_of
from lake.delta import opened
from lake.durable import locked, refusal
from lake.errors import LakeError, LakeTooNew
from lake.place import Place
from lake.settings import LakeSettings

if TYPE_CHECKING:
    from deltalake import DeltaTable

# Raised when an older Harvestman could no longer read what this one writes.
FORMAT = 2
_FILE = "format.json"
_FOLDERS = ("lake", "spool", "warc", "products")


class Format(msgspec.Struct, frozen=True):
    """What lake/format.json says."""

    format: int


@dataclass(frozen=True, slots=True)
class Lake:
    """The lake of one home folder."""

    home: Path
    settings: LakeSettings

    @staticmethod
    def open(home: Path, settings: LakeSettings | None = None) -> "Lake":
        """Return the lake of `home`, making its folders where they are missing."""
        lake = Lake(Path(home).resolve(), settings or LakeSettings())
        for folder in _FOLDERS:
            try:
                (lake.home / folder).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise refusal(lake.home / folder, error) from error
        # Who only reads needs no lock, nor a home that it may write to.
        if not _is_up_to_date(lake):
            with locked(lake.folder / ".loader"):
                _bring_up_to_date(lake)
        return lake

    @property
    def folder(self) -> Path:
        """Where the tables lie."""
        return self.home / "lake"

    @property
    def place(self) -> Place:
        """Where the tables lie, as what writes them takes it."""
        return Place(self.folder, bucket_of(self.settings))

    @property
    def is_empty(self) -> bool:
        """Whether no batch of rows has ever come: then nothing is asked of DuckDB."""
        return self.table("batches") is None

    def table(self, name: str, version: int | None = None) -> "DeltaTable | None":
        """Return the Delta table `name` as it is now, or was; None while it is empty."""
        return opened(self.place.table(name), version)


def _is_up_to_date(lake: Lake) -> bool:
    said = lake.place.read(_FILE)
    return said is not None and _format(lake, said) == FORMAT


def _bring_up_to_date(lake: Lake) -> None:
    said = lake.place.read(_FILE)
    if said is not None and _format(lake, said) < FORMAT:
        # The tables are read and written by what stands on this module.
        from lake.upgrade import upgrade

        upgrade(lake)
    elif said is not None:
        return
    lake.place.write(_FILE, msgspec.json.encode(Format(FORMAT)))


def _format(lake: Lake, said: bytes) -> int:
    where = lake.settings.tables or lake.folder
    try:
        found = msgspec.json.decode(said, type=Format)
    except msgspec.MsgspecError as error:
        raise LakeError(
            f"{where}/{_FILE} should say {{'format': {FORMAT}}}: {error}"
        ) from error
    if found.format > FORMAT:
        raise LakeTooNew(
            f"{where} has format {found.format}, this version knows up to "
            f"{FORMAT}; update harvestman, or choose another --home"
        )
    return found.format
