"""What a call of the program gives: its exit code, what it printed, what it complained."""

import json
from collections.abc import Callable
from typing import Any

Say = Callable[..., tuple[int, str, str]]


def answer(said: tuple[int, str, str]) -> dict[str, Any]:
    """Return what a call with --json answered."""
    found: dict[str, Any] = json.loads(said[1].splitlines()[-1])
    return found
