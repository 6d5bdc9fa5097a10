"""What a snapshot says of itself: manifest.json, written last and read first."""

from pathlib import Path

import msgspec

from storefront.errors import SnapshotUnusable

# What is of another version is not read: publish builds it anew.
SCHEMA_VERSION = 2


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What manifest.json says about the snapshot it lies in."""

    snapshot: str
    schema_version: int
    items: int
    guides: int
    price_mark: int = 0
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
