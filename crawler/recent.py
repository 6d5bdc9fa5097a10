"""The addresses that were handed to the frontier lately.

Pages of a site share their menus, so most links were met a moment ago: to know those
here costs a twentieth of what the frontier's answer costs.
"""

from collections.abc import Sequence

# Two generations of so many hashes, 4 MB in all.
_MOST = 25_000


class Recent:
    """Remembers the last addresses, by their hashes."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._new: set[int] = set()
        self._old: set[int] = set()

    def unmet(self, urls: Sequence[str]) -> list[int]:
        """Return the rows of the `urls` not met lately; from now on they are."""
        hashes = list(map(hash, urls))
        unmet = set(hashes).difference(self._new, self._old)
        if not unmet:
            return []
        self._new |= unmet
        if len(self._new) >= self._most:
            self._new, self._old = set(), self._new
        return [row for row, key in enumerate(hashes) if key in unmet]
