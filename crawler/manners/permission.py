"""Who said that a site may be crawled in a way that its walls keep others from.

    permissions.jsonl in the home     one permission a line, only ever added to

It is an operator's word, kept with his name and where the permission can be read. Nothing
is let past a host's wall without one, and a profile stays off without one.
"""

import os
from pathlib import Path

import msgspec

from crawler.errors import NoPermission

FILE = "permissions.jsonl"


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """The permission to crawl some hosts and all below them; times in epoch seconds."""

    site: str
    hosts: tuple[str, ...]
    by: str
    evidence: str
    at: float
    until: float | None = None

    def covers(self, host: str, now: float) -> bool:
        """Return whether it holds for `host` at the time `now`."""
        if self.until is not None and self.until <= now:
            return False
        return any(host == name or host.endswith(f".{name}") for name in self.hosts)


_line = msgspec.json.Decoder(Permission)


def grant(home: Path, permission: Permission) -> None:
    """Keep `permission`; refused without a name and a place where it can be read."""
    if not permission.by.strip() or not permission.evidence.strip():
        raise NoPermission(
            f"a permission for {permission.site} needs who gives his word (--by) and"
            " where it can be read (--evidence: a contract, a mail, an API agreement)"
        )
    home.mkdir(parents=True, exist_ok=True)
    path = home / FILE
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, b"\n" + msgspec.json.encode(permission) + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def permissions(home: Path) -> list[Permission]:
    """Return the permissions of `home`, oldest first; a torn line is none."""
    try:
        data = (home / FILE).read_bytes()
    except FileNotFoundError:
        return []
    found = []
    for text in data.splitlines():
        try:
            found.append(_line.decode(text))
        except (msgspec.MsgspecError, UnicodeError):
            continue
    return found


def permitted(home: Path, host: str, now: float) -> Permission | None:
    """Return the newest permission that holds for `host`."""
    for one in reversed(permissions(home)):
        if one.covers(host, now):
            return one
    return None
