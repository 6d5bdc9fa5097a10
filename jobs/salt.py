"""The salt of authors' hashes: it is the home's own."""

from pathlib import Path

from lake.salt import home_salt


def author_salt(home: Path) -> bytes:
    """Return the salt that authors of `home` are hashed with."""
    return home_salt(home)
