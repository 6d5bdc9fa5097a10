"""What the merchant of a new shop calls it, until the next start reads it with the rest.

The page that asks for the name writes it to the folder shop/ of the home, and every
process of the shop looks there once a second.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from storefront.http.sharing import FOLDER
from storefront.pages.templates import Templates

_FILE = "called"
_LOOK_EVERY_S = 1.0


class Called:
    """Lets the pages of one process have the name that was said in another."""

    def __init__(
        self, home: Path, templates: Templates, monotonic: Callable[[], float]
    ) -> None:
        self._path = home / FOLDER / _FILE
        self._templates = templates
        self._monotonic = monotonic
        self._look_at = float("-inf")

    def look(self) -> None:
        """Look for a name, unless that was just done."""
        now = self._monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_EVERY_S
        try:
            self._templates.call(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return

    def say(self, name: str) -> None:
        """Call the shop `name` in all processes."""
        fresh = self._path.with_name(f".{_FILE}-{secrets.token_hex(8)}")
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(self._path)
        self._look_at = float("-inf")
