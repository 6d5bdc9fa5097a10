"""The home's own models: each is whole under its name, or not there.

A model is made in a folder beside, synced, then renamed: a kill leaves a folder that
begins with a dot, and the next call for that name removes it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from enrich.errors import ModelMissing, ModelRefused
from enrich.models.encoder import load
from enrich.models.files import Files, Kind, digest, files_of
from enrich.models.manifest import FILE, Manifest, read_manifest, write_manifest
from enrich.models.place import is_name, models_folder
from lake.durable import sync_file, sync_folder

_LICENCES = ("LICENSE*", "LICENCE*", "NOTICE*", "COPYING*", "README.md")


class Origin(msgspec.Struct, frozen=True):
    """What a model was made from, and when."""

    text: str
    at: datetime


def listed(home: Path) -> list[Manifest]:
    """Return the home's models by name."""
    folder = models_folder(home)
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [read_manifest(path) for path in found if (path / FILE).is_file()]


def add(home: Path, source: Path, name: str, origin: Origin) -> Manifest:
    """Keep the model in the folder `source` under `name`."""
    files = files_of(source)
    with being_made(home, name) as folder:
        copy_files(files, files.names, folder)
        manifest = described(folder, name, origin)
        write_manifest(folder, manifest)
    return manifest


def remove(home: Path, name: str) -> None:
    """Drop the home's model `name`."""
    folder = models_folder(home) / name
    if not is_name(name) or not (folder / FILE).is_file():
        raise ModelMissing(
            f"there is no model {name!r} in this home; `harvestman models list` shows"
            " those that are"
        )
    # Out of sight at once, whole; then it may take its time.
    gone = _hidden(home, name)
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    sync_folder(folder.parent)
    shutil.rmtree(gone)


@contextmanager
def being_made(home: Path, name: str) -> Iterator[Path]:
    """Make the model `name` in the folder that is given; it counts at the end."""
    if not is_name(name):
        raise ModelRefused(
            f"a model cannot be called {name!r}: use letters, digits, dot, - and _,"
            " with a letter or digit first"
        )
    place = models_folder(home) / name
    if place.exists():
        raise ModelRefused(
            f"there is a model {name!r} already; `harvestman models remove {name}`"
            " drops it, or choose another name"
        )
    folder = _hidden(home, name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
        _sync(folder)
        folder.rename(place)
        sync_folder(place.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def described(
    folder: Path, name: str, origin: Origin, agreement: float | None = None
) -> Manifest:
    """Return what the model in `folder` is; it has to run."""
    files = files_of(folder)
    return Manifest(
        name=name,
        kind=files.kind,
        dims=_dims(files),
        digest=digest(files),
        bytes=sum((folder / one).stat().st_size for one in files.names),
        made_from=origin.text,
        made_at=origin.at,
        licences=tuple(_licences(folder)),
        agreement=agreement,
    )


def copy_files(files: Files, names: tuple[str, ...], folder: Path) -> None:
    """Copy the files `names` and what says whose the model is."""
    source = Path(files.folder)
    for name in (*names, *_licences(source)):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, place)


def _licences(folder: Path) -> list[str]:
    return sorted({path.name for glob in _LICENCES for path in folder.glob(glob)})


def _dims(files: Files) -> int:
    if files.kind is not Kind.PIPELINE:
        return load(files).dims
    from enrich.models.pipeline import check

    check(files)
    return 0


def _hidden(home: Path, name: str) -> Path:
    return models_folder(home) / f".{name}.tmp"


def _sync(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(folder)
