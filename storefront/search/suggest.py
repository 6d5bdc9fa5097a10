"""Suggestions for a begun text, from the phrases that the index holds.

Every typed word must stand in a suggestion, the last one as a beginning; beginnings of
up to twelve letters are words of the index, so that none needs to be looked for. What
is at home in the shopper's language comes first.
"""

from functools import lru_cache
from itertools import chain
from pathlib import Path

import tantivy

from storefront.catalogue.answers import Suggestion
from storefront.search import schema, words
from storefront.search.phrases import Phrase
from storefront.search.schema import Facts

_LONGEST = 12
_FORGIVING = 4
_MOST_WORDS = 6
_REMEMBERED = 65_536
# Behind the language of a product: with it, products would drive out what others share.
_PRODUCT = ".product"
_Must, _Should = tantivy.Occur.Must, tantivy.Occur.Should
_Query = tantivy.Query


def document(phrase: Phrase) -> Facts:
    """Return what the index keeps of `phrase`."""
    found = words.plain(phrase.text).split()
    begun = dict.fromkeys(chain.from_iterable(map(_beginnings, found)))
    kind = _PRODUCT if phrase.kind == "product" else ""
    return {
        "shown": phrase.text,
        "kind": phrase.kind,
        "value": phrase.value,
        "word": " ".join(found),
        "begun": " ".join(begun),
        "language": " ".join(one + kind for one in phrase.languages),
        "count": phrase.count,
    }


@lru_cache(_REMEMBERED)
def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(word[:end] for end in range(1, min(len(word), _LONGEST) + 1))


class Suggestions:
    """Answers begun texts."""

    def __init__(self, folder: Path | None) -> None:
        index = schema.opened(folder, schema.phrases_schema())
        self._schema = index.schema
        self._searcher = index.searcher()

    def of(self, text: str, language: str, limit: int) -> list[Suggestion]:
        """Return suggestions for `text`: those in `language`, the most frequent first."""
        typed = [words.fold(word) for word in words.split(text[:200])][:_MOST_WORDS]
        if not typed:
            return []
        found = self._asked(typed, language, limit, slips=0)
        if len(found) < limit and len(typed[-1]) >= _FORGIVING:
            more = self._asked(typed, language, limit, slips=1)
            found += [one for one in more if one not in found]
        return found[:limit]

    def _asked(
        self, typed: list[str], language: str, limit: int, slips: int
    ) -> list[Suggestion]:
        *whole, last = typed
        parts = [self._begun(last, slips), *(self._word(one, slips) for one in whole)]
        query = _Query.boolean_query([(_Must, part) for part in parts])
        found = self._first(query, (_Should, self._at_home(language)), limit)
        rest = [one for one in found if one.kind == "product"]
        if not rest:
            return found
        shared = [one for one in found if one.kind != "product"]
        own = (_Must, self._at_home(language + _PRODUCT))
        return [*dict.fromkeys((*shared, *self._first(query, own, limit), *rest))]

    def _first(
        self,
        query: tantivy.Query,
        home: tuple[tantivy.Occur, tantivy.Query],
        limit: int,
    ) -> list[Suggestion]:
        # The phrases lie in the index from the most frequent down, and ties keep that.
        same = _Query.const_score_query(query, 1.0)
        ranked = _Query.boolean_query([(_Must, same), home])
        hits = self._searcher.search(ranked, limit, count=False).hits
        return [_told(self._searcher.doc(address)) for _, address in hits]

    def _at_home(self, language: str) -> tantivy.Query:
        query = _Query.term_query(self._schema, "language", language, "basic")
        return _Query.const_score_query(query, 1.0)

    def _begun(self, word: str, slips: int) -> tantivy.Query:
        if slips:
            return self._fuzzy(word, prefix=True)
        if len(word) <= _LONGEST:
            return _Query.term_query(self._schema, "begun", word, "basic")
        return _Query.phrase_prefix_query(self._schema, "word", [word])

    def _word(self, word: str, slips: int) -> tantivy.Query:
        if slips and len(word) >= _FORGIVING:
            return self._fuzzy(word, prefix=False)
        return _Query.term_query(self._schema, "word", word, "basic")

    def _fuzzy(self, word: str, *, prefix: bool) -> tantivy.Query:
        return _Query.fuzzy_term_query(
            self._schema, "word", word, distance=1, prefix=prefix
        )


def _told(kept: tantivy.Document) -> Suggestion:
    fields = kept.to_dict()
    return Suggestion(
        text=fields["shown"][0],
        kind=fields["kind"][0],
        value=fields["value"][0],
        count=fields["count"][0],
    )
