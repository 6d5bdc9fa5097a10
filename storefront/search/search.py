"""A snapshot's search index opened for reading: questions in, places and counts out.

Nothing in it changes, so all threads share it, and what was counted once stays counted.
"""

from functools import partial
from pathlib import Path

import msgspec
import tantivy

from storefront.catalogue.answers import Facets, Hits, Instead, Suggestion
from storefront.catalogue.question import DEEPEST, PAGE_SIZE, Question
from storefront.search import schema, typed, vectors
from storefront.search.counts import counted
from storefront.search.facets import facets
from storefront.search.filters import Filters
from storefront.search.help import instead
from storefront.search.lexicon import Lexicon
from storefront.search.matching import Matched, Matcher
from storefront.search.remembered import remembered
from storefront.search.suggest import Suggestions
from storefront.search.synonyms import Synonyms

_KEPT = 512
_Must = tantivy.Occur.Must
_Query = tantivy.Query


class Search:
    """One index, open for reading; without a folder, that of an empty shop."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None and not folder.exists():
            folder = None
        self.names = schema.names_in(folder)
        index = schema.opened(
            folder and folder / "items", schema.items_schema(self.names.languages)
        )
        words = schema.opened(folder and folder / "words", schema.words_schema())
        self._searcher = index.searcher()
        lexicon = Lexicon(self._searcher, words, self.names.languages)
        own = (folder / "synonyms.txt").read_text(encoding="utf-8") if folder else ""
        self._matcher = Matcher(self._searcher, index.schema, lexicon, Synonyms(own))
        self._suggestions = Suggestions(folder and folder / "phrases")
        self._vectors = vectors.opened(folder and folder / "vectors")
        self._filters = Filters(index.schema, self.names)
        self._matched = remembered(self._match, _KEPT)
        self._counted = remembered(self._count, _KEPT)

    def find(self, question: Question) -> Hits:
        """Return the places of the items that answer `question`, the best first."""
        matched = self._matched(*_typed(question))
        total, filters = self._counted(question.usual())
        help_ = () if total else self._instead(question, matched)
        return Hits(self._top(question), total, filters, matched.spelled, help_)

    def near(self, question: Question) -> list[int]:
        """Return the places of the best that have some of the words and not all."""
        if question.any or self._matched(*_typed(question)).words < 2:
            return []
        first = msgspec.structs.replace(question, page=1, sort="best")
        found = set(self._top(first))
        some = self._top(msgspec.structs.replace(first, any=True))
        return [place for place in some if place not in found]

    def suggest(self, text: str, language: str, limit: int = 8) -> list[Suggestion]:
        """Return what the begun `text` may become."""
        return self._suggestions.of(text, language, limit)

    def count(self, question: Question) -> int:
        """Return how many items answer `question`."""
        return _total(self._searcher.search(self._held(question), 1))

    def _instead(self, question: Question, matched: Matched) -> tuple[Instead, ...]:
        return instead(question, matched.spelled, matched.words, self.count)

    def _top(self, question: Question) -> list[int]:
        start = (question.page - 1) * PAGE_SIZE
        if start < 0 or start + PAGE_SIZE > DEEPEST:
            return []
        ask = partial(self._searcher.search, limit=PAGE_SIZE, offset=start, count=False)
        query = self._query(question)
        if question.sort in schema.RANKS:
            field = f"by_{question.sort}"
            found = ask(query, order_by_field=field, order=tantivy.Order.Asc)
        elif question.sort == "score" or not question.text:
            # Alike in score, items keep the order in which they lie in the index.
            found = ask(_Query.const_score_query(query, 1.0))
        elif self._vectors and start < vectors.WINDOW:
            nearest = self._nearest(self._vectors, question.text, query)
            return nearest[start : start + PAGE_SIZE]
        else:
            found = ask(query)
        return self._places(found)

    def _nearest(
        self, known: vectors.Vectors, text: str, query: tantivy.Query
    ) -> list[int]:
        """Return the places of the best, in the order of words and vectors together."""
        found = self._searcher.search(query, vectors.WINDOW, count=False)
        places = self._places(found)
        said = [word for chunk in typed.read(text).chunks for word in chunk.words]
        order = known.order(said, places, [score for score, _ in found.hits])
        return [places[number] for number in order]

    def _places(self, found: tantivy.SearchResult) -> list[int]:
        addresses = [address for _, address in found.hits]
        places = self._searcher.fast_field_values("place", addresses)
        return [int(place) for place in places if place is not None]

    def _match(self, text: str, language: str, any_word: bool) -> Matched:
        return self._matcher.match(typed.read(text), language, any_word=any_word)

    def _query(self, question: Question) -> tantivy.Query:
        matched = self._matched(question.text, question.language, question.any)
        return self._filtered(matched.query, question)

    def _held(self, question: Question) -> tantivy.Query:
        matched = self._matched(question.text, question.language, question.any)
        return self._filtered(matched.held, question)

    def _filtered(self, query: tantivy.Query, question: Question) -> tantivy.Query:
        if not question.chosen:
            return query
        parts = [query, *(self._filters.of(question, one) for one in question.chosen)]
        return _Query.boolean_query([(_Must, part) for part in parts])

    def _count(self, question: Question) -> tuple[int, Facets]:
        here, counts = counted(self._searcher, question, self._held, self.names)
        total = sum(bucket["doc_count"] for bucket in here)
        return total, facets(question, self.names, counts, total)


def _typed(question: Question) -> tuple[str, str, bool]:
    return question.text, question.language, question.any


def _total(found: tantivy.SearchResult) -> int:
    # The package's type hints leave the field out.
    total: int | None = found.count  # type: ignore[attr-defined]
    return total or 0
