"""Whether somebody was to be erased from a home, and is not yet.

Asked by every command at its start, so it imports nothing.
"""

from pathlib import Path


def erasing_file(home: Path) -> Path:
    """Return the file that says who is being erased, while that is so."""
    return home / "privacy" / ".erasing.json"


def erasing_waits(home: Path) -> bool:
    """Return whether a command died that was to erase somebody."""
    return erasing_file(home).exists()
