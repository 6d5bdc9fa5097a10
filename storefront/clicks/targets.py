"""Where a way out leads: an offer, or a partner programme; the open snapshot says it."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from storefront.catalogue.shelf import Shelf
from storefront.clicks.networks import location, tagged

if TYPE_CHECKING:
    from storefront.catalogue.item import Programme

LONGEST_KEY = 64
# Stands for a click's name while an address is made; no address holds it otherwise.
_MARK = "0CLICK0NAME0GOES0HERE0"
_REMEMBERED = 8_192


class Target(msgspec.Struct, frozen=True):
    """Where an offer is, and what it is an offer of; a programme's is of no product.

    A network is told of the click between `before` and `after`; others have no `after`.
    """

    sku: str | None
    host: str
    plain: bytes
    before: bytes
    after: bytes | None

    def told_of(self, click: str) -> bytes:
        """Return the address with the name of the click, where there is a place for it."""
        if self.after is None:
            return self.plain
        return b"%b%b%b" % (self.before, click.encode(), self.after)


class Targets:
    """The targets asked for lately; they go with the shelf that they stand on."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._known: dict[str, Target] = {}
        self._programmes: dict[str, Programme] = {}

    def of(self, shelf: Shelf, key: str) -> Target | None:
        """Return where the way out `key` leads, or None."""
        if shelf is not self._shelf or len(self._known) >= _REMEMBERED:
            self._shelf, self._known = shelf, {}
            self._programmes = {one.programme_key: one for one in shelf.programmes()}
        target = self._known.get(key) or self._read(shelf, key)
        if target:
            self._known[key] = target
        return target

    def _read(self, shelf: Shelf, key: str) -> Target | None:
        if not 0 < len(key) <= LONGEST_KEY:
            return None
        way, _, name = key.partition("/")
        if name:
            return self._of_programme(way, name)
        found = shelf.offer(key)
        return _target(found[1].url, found[1].host, found[0]) if found else None

    def _of_programme(self, way: str, name: str) -> Target | None:
        programme = self._programmes.get(name)
        if programme is None:
            return None
        url = {"join": programme.signup_url, "read": programme.source_url}.get(way)
        # What is no web address leads nowhere, and may not even be read as one.
        if not url or location(url) is None:
            return None
        return _target(url, urlsplit(url).hostname or "", None)


def _target(url: str, host: str, sku: str | None) -> Target | None:
    plain = location(url)
    if plain is None:
        return None
    told = location(tagged(url, _MARK, sku or "programmes")) or plain
    before, mark, after = told.partition(_MARK.encode())
    return Target(sku, host, plain, before, after if mark else None)
