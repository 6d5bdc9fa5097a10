"""Typed words as a query of the index.

Each word must be there, in one of its forms; a form that is further from what was typed
counts for less. Only words that the index knows get into the query. Whether an item is
found is asked of the field of all its words; those of its names only lift it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import tantivy

from storefront.search import schema, stops
from storefront.search.codes import code
from storefront.search.compounds import parts
from storefront.search.lexicon import Lexicon, Near, Place
from storefront.search.synonyms import Synonyms
from storefront.search.typed import Chunk, Typed

WEIGHTS = {"title": 4.0, "brand": 3.0, "kind": 2.0, schema.ALL: 1.0}
_CODE, _CODE_BEGUN = 20.0, 6.0
_SYNONYM, _PART, _NEAR, _BEGUN = 0.6, 0.4, 0.5, 0.5
_A_PAGE = 24
_FORMS = 24
_RARE, _FAR_COMMONER = 2, 50
_OFTEN = 0.2
"""Words that are in such a part of all items are looked for in another way."""
_Must, _Should, _MustNot = (
    tantivy.Occur.Must,
    tantivy.Occur.Should,
    tantivy.Occur.MustNot,
)
_Query = tantivy.Query


class Form(NamedTuple):
    """One thing that may stand for typed words."""

    held: tantivy.Query
    """Answers the items that have it."""
    lifts: Sequence[tantivy.Query] = ()
    """Answer some of these: the items that have it where it counts more."""
    items: int = 0
    """So many have it at most."""


Forms = list[Form]


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """A query, how many words it asks for, and what may have been meant."""

    query: tantivy.Query
    held: tantivy.Query
    """Answers what `query` does, in no order, and sooner."""
    words: int
    spelled: str | None = None


class Matcher:
    """Makes queries of what is typed."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        fields: tantivy.Schema,
        lexicon: Lexicon,
        synonyms: Synonyms,
    ) -> None:
        self._searcher = searcher
        self._schema = fields
        self._lexicon = lexicon
        self._synonyms = synonyms

    def match(self, typed: Typed, language: str, *, any_word: bool) -> Matched:
        """Return the query of `typed`; it answers all items where nothing was typed."""
        chunks = stops.telling(typed.chunks, language)
        must = [self._row(row, 1.0) for row in typed.phrases]
        meant: dict[int, str] = {}
        must += [
            self._chunk(chunks, place, typed, language, meant)
            for place in range(len(chunks))
        ]
        query, held = self._found(must, any_word=any_word)
        if typed.without:
            without = [(_MustNot, _held(self._row(row, 1.0))) for row in typed.without]
            query = _Query.boolean_query([(_Must, query), *without])
            held = _Query.boolean_query([(_Must, held), *without])
        told = _spelled(typed, meant)
        return Matched(query=query, held=held, words=len(must), spelled=told)

    def _found(
        self, must: list[Forms], *, any_word: bool
    ) -> tuple[tantivy.Query, tantivy.Query]:
        """Return what answers the best of what has all of `must`, and what all of it."""
        if not must:
            return _Query.all_query(), _Query.all_query()
        if any_word or len(must) == 1:
            # All forms in one list are found in half the time of a list of lists.
            forms = [form for forms in must for form in forms]
            return _ranked(forms), _held(forms)
        held = _all([_held(forms) for forms in must])
        least = min(sum(form.items for form in forms) for forms in must)
        if least > self._searcher.num_docs * _OFTEN:
            return _all([_ranked(forms) for forms in must]), held
        lifts = [lift for forms in must for form in forms for lift in form.lifts]
        return _lifted(held, lifts), held

    def _chunk(
        self,
        chunks: Sequence[Chunk],
        place: int,
        typed: Typed,
        language: str,
        meant: dict[int, str],
    ) -> Forms:
        """Return the forms of a chunk; one of them must be there."""
        chunk = chunks[place]
        last = typed.open and place == len(chunks) - 1
        forms = self._own(chunk, begun=last)
        forms += self._others(chunks, place, language)
        if not forms and len(chunk.words) == 1:
            near = self._lexicon.near(chunk.words[0], last)
            forms = self._nearest(near)
        else:
            near = self._commoner(chunk)
        if near:
            meant[chunk.start] = near[0].shown
        return forms

    def _own(self, chunk: Chunk, *, begun: bool) -> Forms:
        """Return the forms in which the chunk itself stands in the index."""
        forms = self._codes(chunk.text)
        if len(chunk.words) > 1:
            return forms + self._row(chunk.words, 1.0)
        word = chunk.words[0]
        for spelling in self._lexicon.spellings(word):
            forms += self._row((spelling,), 1.0)
        if begun and self._lexicon.count(word) < _A_PAGE:
            for longer in self._lexicon.begun(word, _FORMS):
                forms += self._row((longer,), _BEGUN)
        return forms

    def _others(self, chunks: Sequence[Chunk], place: int, language: str) -> Forms:
        """Return what the chunk is also called, whole, in parts, or with its like."""
        forms: Forms = []
        row = chunks[place].words
        for other in self._synonyms.of(row, language):
            forms += self._row(other, _SYNONYM)
        if len(row) == 1 and (language == "de" or not self._lexicon.count(row[0])):
            halves = parts(row[0], lambda half: self._lexicon.count(half) > 0)
            both = [self._row((half,), _PART) for half in halves]
            forms += [_together(both)] if both else []
        forms += self._joined(chunks, place, language)
        return forms

    def _joined(self, chunks: Sequence[Chunk], place: int, language: str) -> Forms:
        """Return what this chunk and a neighbour are as one: `tea pot`, `teapot`."""
        forms: Forms = []
        for first in (place - 1, place):
            pair = chunks[first : first + 2] if first >= 0 else ()
            if len(pair) < 2:
                continue
            row = (*pair[0].words, *pair[1].words)
            forms += self._row(("".join(row),), 1.0)
            for other in self._synonyms.of(row, language):
                forms += self._row(other, _SYNONYM)
        return forms

    def _row(self, row: Sequence[str], weight: float) -> Forms:
        """Return `row`, its words one after the other, in each language that knows them."""
        forms: Forms = []
        for place in self._lexicon.places(tuple(row)):
            names = self._lexicon.names(place)
            lifts = [self._stand(place, name, weight) for name in names]
            held = self._stand(place, schema.ALL, weight)
            forms.append(Form(held, lifts, place.items))
        return forms

    def _stand(self, place: Place, name: str, weight: float) -> tantivy.Query:
        field = f"{name}_{place.language}"
        if len(place.stems) == 1:
            stem = place.stems[0]
            query = _Query.term_query(self._schema, field, stem, "freq")
        else:
            query = _Query.phrase_query(self._schema, field, [*place.stems])
        return _Query.boost_query(query, WEIGHTS[name] * weight)

    def _codes(self, text: str) -> Forms:
        typed = code(text)
        if not typed:
            return []
        begun = self._searcher.terms_with_prefix("code", typed, limit=_FORMS)
        longer = [one for one, _ in begun if one != typed]
        exact = _Query.term_query(self._schema, "code", typed, "basic")
        forms = [Form(_Query.const_score_query(exact, _CODE))] if begun else []
        if longer:
            any_longer = _Query.term_set_query(self._schema, "code", longer)
            forms.append(Form(_Query.const_score_query(any_longer, _CODE_BEGUN)))
        return forms

    def _nearest(self, near: Iterable[Near]) -> Forms:
        forms: Forms = []
        for one in near:
            forms += self._row((one.word,), _NEAR / one.slips)
        return forms

    def _commoner(self, chunk: Chunk) -> tuple[Near, ...]:
        """Return what a word may be a slip of that only a text or two hold."""
        if len(chunk.words) > 1:
            return ()
        count = self._lexicon.count(chunk.words[0])
        if not 0 < count <= _RARE:
            return ()
        near = self._lexicon.near(chunk.words[0], False)
        return tuple(one for one in near if one.count >= count * _FAR_COMMONER)[:1]


def _held(forms: Forms) -> tantivy.Query:
    return _any([form.held for form in forms])


def _ranked(forms: Forms) -> tantivy.Query:
    return _any([one for form in forms for one in (form.held, *form.lifts)])


def _lifted(held: tantivy.Query, lifts: Iterable[tantivy.Query]) -> tantivy.Query:
    return _Query.boolean_query([(_Must, held), *((_Should, lift) for lift in lifts)])


def _together(rows: Sequence[Forms]) -> Form:
    """Return all of `rows` as one form: one of them alone lifts nothing."""
    held = _all([_held(forms) for forms in rows])
    lifts = [lift for forms in rows for form in forms for lift in form.lifts]
    items = min(sum(form.items for form in forms) for forms in rows)
    return Form(held, [_lifted(_Query.const_score_query(held, 0.0), lifts)], items)


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    if not queries:
        return _Query.empty_query()
    return (
        queries[0]
        if len(queries) == 1
        else _Query.boolean_query([(_Should, query) for query in queries])
    )


def _all(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return (
        queries[0]
        if len(queries) == 1
        else _Query.boolean_query([(_Must, query) for query in queries])
    )


def _spelled(typed: Typed, meant: dict[int, str]) -> str | None:
    """Return the typed text with what was meant in place of what was not known."""
    text = typed.text
    for chunk in reversed(typed.chunks):
        if chunk.start in meant:
            end = chunk.start + len(chunk.text)
            text = text[: chunk.start] + meant[chunk.start] + text[end:]
    return text if meant else None
