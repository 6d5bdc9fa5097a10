"""What a snapshot says of itself: manifest.json, written last and read first."""

import hashlib
from pathlib import Path

import msgspec

from storefront.errors import SnapshotUnusable

# What is of another version is not read: publish builds it anew.
SCHEMA_VERSION = 9
SUMS = "sums"
"""Lists the digests of images/, as sha256sum does."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What manifest.json says about the snapshot it lies in."""

    snapshot: str
    schema_version: int
    items: int
    guides: int
    middle_price_minor: int | None = None
    price_mark: int = 0
    refused: str | None = None
    """Why the shop must not use it; it was kept to be looked at."""
    lake_versions: dict[str, int]
    files: dict[str, str]


NOTHING = Manifest(
    snapshot="empty",
    schema_version=SCHEMA_VERSION,
    items=0,
    guides=0,
    lake_versions={},
    files={},
)


def read_manifest(folder: Path) -> Manifest:
    """Return what the snapshot in `folder` says of itself."""
    try:
        manifest = msgspec.json.decode(
            (folder / "manifest.json").read_bytes(), type=Manifest
        )
    except (OSError, msgspec.MsgspecError) as error:
        raise SnapshotUnusable(
            f"catalogue snapshot {folder} cannot be read ({error}); publish again"
        ) from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise SnapshotUnusable(
            f"catalogue snapshot {folder} has schema version {manifest.schema_version},"
            f" this shop reads {SCHEMA_VERSION}; publish again"
        )
    return manifest


def sha256(path: Path) -> str:
    """Return the digest of the file at `path`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
