"""Whether a home holds something that was to be forgotten, and is not yet.

Asked by every command at its start, so it imports nothing.
"""

from pathlib import Path


def forgetting_file(home: Path) -> Path:
    """Return the file that says what is being forgotten, while it is."""
    return home / "lake" / ".forgetting.json"


def forgetting_waits(home: Path) -> bool:
    """Return whether a command died that was to forget something."""
    return forgetting_file(home).exists()
