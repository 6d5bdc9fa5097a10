"""Words that say nothing about what is looked for."""

from collections.abc import Sequence

from storefront.search.typed import Chunk
from storefront.search.words import fold

_STOPS = {
    "de": "am an auf aus bei das dem den der des die ein eine einem einen einer fur im"
    " in ist mit oder ohne und vom von zu zum zur",
    "en": "a an and are at by for from in is of on or some that the to what which with",
    "fr": "a au aux avec dans de des du en est et la le les ou par pour sans sur un une",
}
_SETS = {language: frozenset(text.split()) for language, text in _STOPS.items()}

_ALL = frozenset().union(*_SETS.values())


def is_stop(word: str) -> bool:
    """Whether `word` says nothing in some language."""
    return fold(word) in _ALL


def telling(chunks: Sequence[Chunk], language: str) -> Sequence[Chunk]:
    """Return `chunks` without words that say nothing; all, if none would be left."""
    stops = _SETS.get(language, _SETS["en"])
    kept = [
        chunk
        for chunk in chunks
        if len(chunk.words) > 1 or fold(chunk.words[0]) not in stops
    ]
    return kept or chunks
