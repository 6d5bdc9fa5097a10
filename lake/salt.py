"""The home's own salt: with it names and pages are hidden behind hashes, without it nobody can."""

import secrets
from contextlib import suppress
from pathlib import Path

from lake.durable import created, sync_folder

FOLDER, NAME = "extract", "author.salt"
_BYTES = 32


def home_salt(home: Path) -> bytes:
    """Return the salt of `home`, made at its first use.

    Whoever has it can test whether a name wrote a post, so only the owner may read it.
    """
    path = home / FOLDER / NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{secrets.token_hex(8)}.tmp")
        with created(made) as file:
            made.chmod(0o600)
            file.write(secrets.token_bytes(_BYTES))
        # The first of two that made one at once wins.
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
        sync_folder(path.parent)
    return path.read_bytes()
