"""Categories in the words of one language: what several shops sell says what is the same.

A thing that stands under "Jardin > Tuyaux" in one shop and under "Garden > Hoses" in
another tells that both are one; the more things agree, the surer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from storefront.catalogue.found import FoundListing

Path = tuple[str, ...]


def speaks(listing: FoundListing, language: str) -> bool:
    """Tell whether a listing is written in `language`."""
    return (listing.language or "").split("-")[0] == language


def same_paths(
    groups: Iterable[Sequence[FoundListing]], language: str
) -> dict[Path, Path]:
    """Return the path in `language` that most things of each foreign path stand under."""
    counted: dict[Path, Counter[Path]] = defaultdict(Counter)
    for members in groups:
        told = [one for one in members if one.category_path]
        ours = [tuple(one.category_path) for one in told if speaks(one, language)]
        theirs = [tuple(one.category_path) for one in told if not speaks(one, language)]
        for path in theirs[: len(theirs) if ours else 0]:
            for depth in range(1, 1 + min(len(path), len(ours[0]))):
                counted[path[:depth]][ours[0][:depth]] += 1
    return {
        path: min(found, key=lambda one: (-found[one], one))
        for path, found in counted.items()
    }


def in_our_words(path: Path, same: Mapping[Path, Path]) -> Path:
    """Return a foreign path in our words, as deep as they are known."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in same:
            return same[path[:depth]] + path[depth:]
    return path
