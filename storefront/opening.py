"""The way in for the merchant of a new shop: an address that works once.

`harvestman serve` prints it while nobody has said what the shop is called. Its token is
256 random bits, of which the home holds the hash alone, readable by its owner. A new
start of the shop makes a new one; saving ends it.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import msgspec

_FOLDER, _FILE = "shop", "opening.json"
_TOKEN_BYTES = 32


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says: the token's hash, and what settings have already decided."""

    digest: str
    given: tuple[str, ...] = ()


def begin(home: Path, given: tuple[str, ...]) -> str:
    """Return the path of the merchant's page, with a fresh token; older ones are dead."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{_FILE}-{secrets.token_hex(8)}")
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        said = Opening(digest=_digest(token), given=given)
        out.write(msgspec.json.encode(said))
    fresh.replace(path)
    return f"/welcome?token={token}"


def opened_by(home: Path, token: str) -> Opening | None:
    """Return the opening that `token` fits, or None."""
    try:
        found = msgspec.json.decode(_path(home).read_bytes(), type=Opening)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return found if hmac.compare_digest(found.digest, _digest(token)) else None


def end(home: Path) -> None:
    """Let no token fit any more."""
    _path(home).unlink(missing_ok=True)


def _path(home: Path) -> Path:
    return home / _FOLDER / _FILE


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
