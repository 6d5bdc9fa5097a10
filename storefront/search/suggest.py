"""Suggestions for a begun text, from the phrases that the index holds.

Every typed word must stand in a suggestion, the last one as a beginning; beginnings of
up to twelve letters are words of the index, so that none needs to be looked for.
"""

from pathlib import Path

import tantivy

from storefront.catalogue.answers import Suggestion
from storefront.search import schema, words
from storefront.search.phrases import Phrase

_LONGEST = 12
_FORGIVING = 4
_MOST_WORDS = 6
_Must = tantivy.Occur.Must
_Query = tantivy.Query


def document(phrase: Phrase) -> tantivy.Document:
    """Return what the index keeps of `phrase`."""
    found = words.plain(phrase.text).split()
    begun = {word[:end] for word in found for end in range(1, _LONGEST + 1)}
    kept = tantivy.Document(
        shown=phrase.text,
        kind=phrase.kind,
        value=phrase.value,
        word=" ".join(found),
        begun=" ".join(sorted(begun)),
    )
    kept.add_unsigned("count", phrase.count)
    return kept


class Suggestions:
    """Answers begun texts."""

    def __init__(self, folder: Path | None) -> None:
        index = schema.opened(folder, schema.phrases_schema())
        self._schema = index.schema
        self._searcher = index.searcher()

    def of(self, text: str, limit: int) -> list[Suggestion]:
        """Return suggestions for `text`, the most frequent of each kind first."""
        typed = [words.fold(word) for word in words.split(text[:200])][:_MOST_WORDS]
        if not typed:
            return []
        found = self._asked(typed, limit, slips=0)
        if len(found) < limit and len(typed[-1]) >= _FORGIVING:
            found += [one for one in self._asked(typed, limit, 1) if one not in found]
        return found[:limit]

    def _asked(self, typed: list[str], limit: int, slips: int) -> list[Suggestion]:
        *whole, last = typed
        parts = [self._begun(last, slips), *(self._word(one, slips) for one in whole)]
        query = _Query.boolean_query([(_Must, part) for part in parts])
        # The phrases lie in the index from the most frequent down, and ties keep that.
        same = _Query.const_score_query(query, 1.0)
        hits = self._searcher.search(same, limit, count=False).hits
        return [_told(self._searcher.doc(address)) for _, address in hits]

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
