"""Files of static/, served under names that hold their digest and kept for ever."""

import hashlib
from pathlib import Path

import msgspec

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"


class Asset(msgspec.Struct, frozen=True):
    """One file as it is served."""

    name: str
    media_type: str
    content: bytes


class Assets:
    """All files of a folder; they are few and small, so memory holds them."""

    def __init__(self, folder: Path) -> None:
        self._by_file = {
            path.name: _asset(path)
            for path in sorted(folder.rglob("*"))
            if path.suffix in _TYPES
        }
        self._by_name = {asset.name: asset for asset in self._by_file.values()}

    def path(self, file: str) -> str:
        """Return the address of `file` in its present form."""
        return f"/static/{self._by_file[file].name}"

    def get(self, name: str) -> Asset | None:
        """Return the asset served as `name`, or None."""
        return self._by_name.get(name)


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    name = f"{path.stem}.{digest}{path.suffix}"
    return Asset(name, _TYPES[path.suffix], content)
