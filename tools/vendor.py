"""Refill storefront/static/vendor from npm packages: `python -m tools.vendor`.

Every file is named in vendor.lock with its digest; one that differs is not written.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parents[1] / "storefront" / "static" / "vendor"
LOCK = "vendor.lock"


class VendorRefused(Exception):
    """A package does not hold the file that the lock names."""


class Vendored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a package; `path` is its place inside the package's archive."""

    name: str
    package: str
    version: str
    path: str
    sha256: str
    licence: str


def locked(folder: Path = FOLDER) -> list[Vendored]:
    """Return the files that the folder is to hold."""
    lock = tomllib.loads((folder / LOCK).read_text())
    return msgspec.convert(lock["file"], list[Vendored])


def refill(archive: Path, wanted: Vendored, folder: Path) -> None:
    """Write the file `wanted` from its package's archive."""
    content = _member(archive, wanted)
    digest = hashlib.sha256(content).hexdigest()
    if digest != wanted.sha256:
        raise VendorRefused(
            f"{wanted.path} of {wanted.package} {wanted.version} has the digest "
            f"{digest}, the lock wants {wanted.sha256}"
        )
    (folder / wanted.name).write_bytes(content)


def _member(archive: Path, wanted: Vendored) -> bytes:
    with tarfile.open(archive) as package:
        try:
            file = package.extractfile(wanted.path)
        except KeyError:
            file = None
        if file is None:
            raise VendorRefused(
                f"{wanted.package} {wanted.version} holds no file {wanted.path}"
            )
        return file.read()


def _packed(wanted: Vendored, folder: Path) -> Path:
    name = f"{wanted.package}@{wanted.version}"
    # S603, S607: npm of whoever runs this, with names from our own lock.
    done = subprocess.run(  # noqa: S603
        ["npm", "pack", "--silent", name],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / done.stdout.split()[-1]


def main() -> None:
    """Fetch each package once and write its files."""
    with tempfile.TemporaryDirectory() as place:
        for wanted in locked():
            refill(_packed(wanted, Path(place)), wanted, FOLDER)
            sys.stdout.write(f"{wanted.name}: {wanted.package} {wanted.version}\n")


if __name__ == "__main__":
    main()
