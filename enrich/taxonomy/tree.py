"""A taxonomy as its publisher's file lists it: Google's with ids, Shopify's categories.

1 - Animals & Pet Supplies                      Google, taxonomy-with-ids.*.txt
gid://shopify/TaxonomyCategory/ap-1 : Animals & Pet Supplies > Live Animals
"""

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from enrich.errors import EnrichError

SEPARATOR = " > "
_GOOGLE = re.compile(r"(\d+) - (.+)")
_SHOPIFY = re.compile(r"(gid://shopify/TaxonomyCategory/[\w-]+)\s+: (.+)")
_KEPT = 2


class TaxonomyUnreadable(EnrichError):
    """The file of the taxonomy is not there, or nothing that can be read."""


class Taxonomy(NamedTuple):
    """All classes: how each is numbered and called, with those above it; widest first."""

    ids: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    name: str

    def path(self, place: int) -> str:
        """Return the names of a class, widest first."""
        return SEPARATOR.join(self.paths[place])

    def places(self) -> dict[str, int]:
        """Return the place of each class, by its number and by its path."""
        by_path = {self.path(place): place for place in range(len(self.ids))}
        return by_path | {key: place for place, key in enumerate(self.ids)}


def load(file: str, home: str = "") -> Taxonomy:
    """Return the taxonomy in `file`, which may be named from the home."""
    path = Path(home) / file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TaxonomyUnreadable(
            f"enrich.taxonomy: {path} cannot be read ({error.strerror}); expected"
            " Google's taxonomy-with-ids.*.txt or Shopify's categories.txt"
        ) from None
    return _read(str(path), content)


@lru_cache(maxsize=_KEPT)
def _read(path: str, content: bytes) -> Taxonomy:
    ids, paths = [], []
    for number, line in enumerate(_text(path, content).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _GOOGLE.fullmatch(line.strip()) or _SHOPIFY.fullmatch(line.strip())
        if found is None:
            raise TaxonomyUnreadable(
                f"enrich.taxonomy: {path}, line {number}: {line[:60]!r} is no class;"
                " expected `NUMBER - NAME > NAME` (Google) or `gid://... : NAME >"
                " NAME` (Shopify)"
            )
        ids.append(found[1])
        paths.append(tuple(name.strip() for name in found[2].split(SEPARATOR.strip())))
    if not ids:
        raise TaxonomyUnreadable(f"enrich.taxonomy: {path} lists no class")
    digest = blake2b(content, digest_size=6).hexdigest()
    return Taxonomy(tuple(ids), tuple(paths), f"{Path(path).name} {digest}")


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TaxonomyUnreadable(
            f"enrich.taxonomy: {path} is no UTF-8 at byte {error.start}"
        ) from None
