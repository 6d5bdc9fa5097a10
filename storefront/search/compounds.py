"""German compounds: `Teekanne` is also found by `Kanne`, if the shop knows both parts."""

from collections.abc import Callable, Iterable

from storefront.search.entry import Head
from storefront.search.words import fold, language_of, split

_SHORTEST = 3
_LINKS = ("", "s", "n", "en", "er", "es")


def parts(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return two known words that `word` is made of, or nothing; longest end first."""
    for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
        head, tail = word[:cut], word[cut:]
        if not known(tail):
            continue
        for link in _LINKS:
            stem = head.removesuffix(link) if link else head
            if len(stem) >= _SHORTEST and head.endswith(link) and known(stem):
                return stem, tail
    return ()


class Compounds:
    """Splits the words of German titles by the words that other titles hold."""

    def __init__(self, items: Iterable[Head]) -> None:
        self._known: set[str] = set()
        for item in items:
            if language_of(item.language) == "de":
                texts = (item.title, *item.category_path)
                self._known.update(fold(word) for text in texts for word in split(text))
        self._parts: dict[str, tuple[str, ...]] = {}

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the two known words that `word` is made of, or nothing."""
        found = self._parts.get(word)
        if found is None:
            found = parts(fold(word), self._known.__contains__)
            self._parts[word] = found
        return found
