"""What a model of the home is: a small file beside its own, `manifest.json`."""

from datetime import datetime
from pathlib import Path

import msgspec

from enrich.errors import ModelUnusable
from enrich.models.files import Kind

FILE = "manifest.json"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A model of the home: what runs it, and where it comes from."""

    name: str
    kind: Kind
    dims: int
    digest: str
    bytes: int
    made_from: str
    made_at: datetime
    licences: tuple[str, ...] = ()
    # How alike it and its source judge some sentences: 1 is the same.
    agreement: float | None = None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` into `folder`."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / FILE).write_bytes(text + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """Return what `folder` says of itself."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise ModelUnusable(
            f"{folder / FILE} cannot be read ({error}); remove the model and add it anew"
        ) from None
