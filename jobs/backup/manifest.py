"""What a backup says of itself at its end: every file with its length and SHA-256.

    frame of zstd over tar:  folders and files ... manifest.json

A file may stand in the tar twice, or be left out of the manifest: it was changed while
it was read. What the manifest says counts.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

NAME = "manifest.json"
# Raised when an older Harvestman could no longer read what this one writes.
FORMAT = 1
# The ledger lies under one of these names: a file of SQLite, or rows of any database.
LEDGER_FILE = "ledger.db"
LEDGER_ROWS = "ledger.jsonl"


class Member(msgspec.Struct, frozen=True):
    """One file or folder as it was; a folder has no digest."""

    mode: Annotated[int, msgspec.Meta(ge=0, le=0o777)]
    mtime_ns: Annotated[int, msgspec.Meta(ge=0, le=1 << 62)]
    size: Annotated[int, msgspec.Meta(ge=0)] = 0
    sha256: str | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that a backup holds; `lake` is the version of each table."""

    format: int
    harvestman: str
    made_at: str
    lake: Mapping[str, int]
    members: Mapping[str, Member]
