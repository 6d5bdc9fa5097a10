"""The words that a shop's names are made of, for what shoppers misspell."""

from collections import Counter
from collections.abc import Iterator, Sequence

from storefront.search import words
from storefront.search.entry import Head
from storefront.search.schema import Facts


def documents(heads: Sequence[Head]) -> Iterator[Facts]:
    """Yield the words of names, as most items spell them, with how often."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for spelling, count in sorted(_met(heads).items(), key=_most_first):
        word = words.fold(spelling)
        shown.setdefault(word, spelling)
        counts[word] += count
    for word, count in sorted(counts.items(), key=_most_first):
        yield {"word": word, "shown": shown[word], "count": count}


def _met(heads: Sequence[Head]) -> Counter[str]:
    met: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for head in heads:
        met.update(words.split(head.title))
        named.update((head.brand or "", " ".join(head.category_path)))
    # What many items share is taken apart once.
    for name, count in named.items():
        for spelling in words.split(name):
            met[spelling] += count
    return met


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
