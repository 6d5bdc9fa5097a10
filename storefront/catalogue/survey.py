"""What has to be known of all groups before an item is made of one of them.

An item's category is called as most things call it that stand in it in our language,
and what stands beside an item are its neighbours on the shelf.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from storefront.catalogue.departments import Path, in_our_words, same_paths, speaks
from storefront.catalogue.found import FoundListing, FoundScore
from storefront.catalogue.group import best_first
from storefront.catalogue.related import Shelf, place
from storefront.texts import clean

_DEEPEST = 5
_Part = tuple[Sequence[FoundListing], Sequence[FoundScore]]


class Survey(msgspec.Struct, frozen=True):
    """The skus and categories of groups by their keys, and the shelves of categories."""

    skus: Mapping[str, str]
    paths: Mapping[str, Path]
    shelves: Mapping[Path, Shelf]


def survey(parts: Iterable[_Part], skus: Mapping[str, str], language: str) -> Survey:
    """Look at all groups, some at a time; a group is in one part alone."""
    told: dict[str, tuple[Path, bool]] = {}
    scores: dict[str, float] = {}
    same = same_paths(_members(parts, language, told, scores), language)
    named = {one: _named(one, same) for one in set(told.values())}
    paths = {key: named[one] for key, one in told.items()}
    shelves: defaultdict[Path, list[tuple[float, str]]] = defaultdict(list)
    for key, path in paths.items():
        if path:
            shelves[path].append(place(scores.get(key), skus[key]))
    for shelf in shelves.values():
        shelf.sort()
    return Survey(skus, paths, shelves)


def _members(
    parts: Iterable[_Part],
    language: str,
    told: dict[str, tuple[Path, bool]],
    scores: dict[str, float],
) -> Iterator[list[FoundListing]]:
    """Yield the listings of each group, and note its category and its score."""
    for listings, scored in parts:
        scores.update((one.group_key, one.score) for one in scored)
        groups: defaultdict[str, list[FoundListing]] = defaultdict(list)
        for listing in listings:
            groups[listing.group_key].append(listing)
        for key, found in groups.items():
            members = best_first(found, language)
            first = next((one for one in members if one.category_path), members[0])
            told[key] = tuple(first.category_path), speaks(first, language)
            yield members


def _named(told: tuple[Path, bool], same: Mapping[Path, Path]) -> Path:
    """Return a path in our words, as it may be shown."""
    path, is_ours = told
    if not is_ours:
        path = in_our_words(path, same)
    names = [clean(name, 80) for name in path[:_DEEPEST]]
    return tuple(name for name in names if name)
