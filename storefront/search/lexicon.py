"""The index's own words: which it knows, which are near, which begin alike."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import tantivy

from storefront.search import schema
from storefront.search.remembered import remembered
from storefront.search.words import fold, stem

_FROM = ((8, 2), (4, 1))
"""From so many letters on, so many slips are forgiven."""
_NEAR = 6
_Query = tantivy.Query
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Place(NamedTuple):
    """A language in which the index knows some words."""

    language: str
    stems: list[str]
    items: int
    """So many items hold them at most."""


class Near(msgspec.Struct, frozen=True, array_like=True):
    """A known word near to a typed one."""

    word: str
    shown: str
    count: int
    slips: int


class Lexicon:
    """Asks the index about words."""

    def __init__(
        self, items: tantivy.Searcher, words: tantivy.Index, languages: tuple[str, ...]
    ) -> None:
        self._items = items
        self._schema = words.schema
        self._words = words.searcher()
        self._languages = languages
        # Of one index, and the same for all threads.
        self.count = remembered(self._count, 16_384)
        self.near = remembered(self._near, 4_096)
        self.known = remembered(self._known, 16_384)

    def places(self, row: tuple[str, ...]) -> Iterator[Place]:
        """Yield the languages in which all words of `row` are known."""
        for language in self._languages:
            stems = [stem(word, language) for word in row]
            field = f"{schema.ALL}_{language}"
            items = min([self.known(field, one) if one else 0 for one in stems])
            if items:
                yield Place(language, stems, items)

    def names(self, place: Place) -> Iterator[str]:
        """Yield which of the index's NAMES know the words of `place`."""
        for name in schema.NAMES:
            if all(self.known(f"{name}_{place.language}", one) for one in place.stems):
                yield name

    def spellings(self, word: str) -> tuple[str, ...]:
        """Return `word` with umlauts and without: `möbel` is `moebel` is `mobel`."""
        found = {fold(word): None, fold(word.translate(_UMLAUTS)): None}
        bare = fold(word)
        for two, one in _DIGRAPHS:
            if two in bare:
                found[bare.replace(two, one)] = None
        return tuple(found)

    def _known(self, field: str, stem: str) -> int:
        return self._items.doc_freq(field, stem)

    def _count(self, word: str) -> int:
        """Return how many items hold `word`, in any of its forms."""
        return sum(place.items for place in self.places((word,)))

    def _near(self, word: str, begun: bool) -> tuple[Near, ...]:
        """Return known words that `word` may stand for, the likeliest first."""
        word = fold(word)
        most = next((slips for letters, slips in _FROM if len(word) >= letters), 0)
        for slips in range(1, most + 1):
            if found := self._fuzzy(word, slips, prefix=False):
                return found
        if begun and most:
            return self._fuzzy(word, 1, prefix=True)
        return ()

    def begun(self, word: str, limit: int) -> tuple[str, ...]:
        """Return the most frequent words that begin with `word`."""
        found = self._words.terms_with_prefix("word", fold(word), limit=4_000)
        if not found:
            return ()
        query = _Query.term_set_query(self._schema, "word", [w for w, _ in found])
        return tuple(near.word for near in self._best(query, limit, 0))

    def shown(self, word: str) -> str:
        """Return `word` as most items spell it."""
        query = _Query.term_query(self._schema, "word", fold(word))
        found = self._best(query, 1, 0)
        return found[0].shown if found else word

    def _fuzzy(self, word: str, slips: int, *, prefix: bool) -> tuple[Near, ...]:
        query = _Query.fuzzy_term_query(
            self._schema, "word", word, distance=slips, prefix=prefix
        )
        return self._best(query, _NEAR, slips)

    def _best(self, query: tantivy.Query, limit: int, slips: int) -> tuple[Near, ...]:
        # The words lie in the index from the most frequent down, and ties keep that.
        hits = self._words.search(
            _Query.const_score_query(query, 1.0), limit, count=False
        ).hits
        found = []
        for _, address in hits:
            kept = self._words.doc(address)
            shown = str(kept.get_first("shown"))
            count = kept.get_first("count")
            found.append(
                Near(fold(shown), shown, count if isinstance(count, int) else 0, slips)
            )
        return tuple(found)
