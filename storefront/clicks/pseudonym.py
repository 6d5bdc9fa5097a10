"""Who clicked, for one day: a hash under a salt that is thrown away when the day ends.

All processes of a home share the day's salt, so one browser has one pseudonym. With
the salt gone, nobody can find out whose it was, also not whoever holds the addresses.
"""

import hashlib
import ipaddress
import os
import secrets
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

_SALT_BYTES = 32
_NAME_BYTES = 12
# Nobody takes so long to make a salt.
_TORN_AFTER_S = 3_600
# A household or a mobile phone has a whole network of this size, and wanders in it.
_V6_BITS = 64


class Pseudonyms:
    """Gives pseudonyms of the day; the salts lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day: date | None = None
        self._salt = b""

    def of(self, address: str, agent: str, day: date) -> str:
        """Return the pseudonym of whoever comes from `address` with `agent`."""
        if day != self._day:
            self._salt, self._day = self._salt_of(day), day
        told = f"{_network(address)}|{agent}".encode("utf-8", "replace")
        return hashlib.blake2b(
            told, digest_size=_NAME_BYTES, key=self._salt
        ).hexdigest()

    def _salt_of(self, day: date) -> bytes:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{day.isoformat()}.salt"
        self._forget_before(path.name)
        with suppress(FileNotFoundError):
            return path.read_bytes()
        made = self._folder / f".salt-{secrets.token_hex(8)}.tmp"
        file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as out:
            out.write(secrets.token_bytes(_SALT_BYTES))
        # The first of two that made one at once wins.
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
        return path.read_bytes()

    def _forget_before(self, name: str) -> None:
        """Remove salts of days before; a later one is of a process that is ahead."""
        for old in self._folder.glob("*.salt"):
            if old.name < name:
                old.unlink(missing_ok=True)
        for torn in self._folder.glob(".salt-*.tmp"):
            with suppress(FileNotFoundError):
                if time.time() - torn.stat().st_mtime > _TORN_AFTER_S:
                    torn.unlink()


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _V6_BITS), strict=False))
    return str(found)
