"""How many answers have which number in which field of the index.

One pass of the index counts all groups that are not chosen, and with them the answers;
a chosen group is counted without itself, so that a second brand may be chosen beside
the first.

A field of which an item has one number is counted in 0.1 ms for 100,000 answers, one of
which it may have several in 4 ms. So the shops of an item are a field each, its first,
its second, and so on, and their counts are added up here.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from operator import itemgetter

import tantivy

from storefront.catalogue.question import GROUPS, Group, Question
from storefront.search.schema import LEVELS, MORE_SHOPS, NO_SHOP, SHOPS, Names

SHOWN = 12
"""So many of a group are shown at most."""
_ENOUGH = 64
_ALL = 65_000
_MANY = ("brand_no", *LEVELS)
"""Fields that may have many numbers: few of them are read unless more are needed."""
Buckets = list[dict[str, int]]
"""Of each number its `key` and its `doc_count`."""
Narrow = Callable[[Question], tantivy.Query]


def counted(
    searcher: tantivy.Searcher, question: Question, narrow: Narrow, names: Names
) -> tuple[Buckets, dict[Group, Buckets]]:
    """Return the mixes of the answers, and the numbers of each group.

    `narrow` makes the query of a question.
    """
    fields: dict[Group, tuple[str, ...]] = {
        "category": _level(question.category),
        "brands": ("brand_no",),
        "shops": _shop_fields(names),
        "price": ("step",),
    }
    wider = [group for group in question.chosen if group != "category"]
    free = [field for group in fields if group not in wider for field in fields[group]]
    here = _most(searcher, narrow(question), ["mix", *free])
    counts: dict[Group, Buckets] = {}
    for group in GROUPS:
        asked, found = fields.get(group, ("mix",)), here
        if group in wider:
            found = _count(searcher, narrow(question.without(group)), asked)
        columns = [found[field] for field in asked]
        counts[group] = (
            _shops(columns, names) if group == "shops" else (*columns, [])[0]
        )
    return here["mix"], counts


def _level(category: str) -> tuple[str, ...]:
    depth = category.count("/") + 1 if category else 0
    return LEVELS[depth : depth + 1]


def _shop_fields(names: Names) -> tuple[str, ...]:
    more = (MORE_SHOPS,) if names.widest > len(SHOPS) else ()
    return SHOPS[: names.widest] + more


def _most(
    searcher: tantivy.Searcher, query: tantivy.Query, fields: Sequence[str]
) -> dict[str, Buckets]:
    """Return what _count does, of the fields in _MANY only enough to show the first."""
    found = _count(searcher, query, fields, few=_MANY)
    unclear = [field for field in fields if field in _MANY and _ties(found[field])]
    if unclear:
        found |= _count(searcher, query, unclear)
    return found


def _ties(buckets: Buckets) -> bool:
    """Return whether one that was not read may be as frequent as the last shown."""
    if len(buckets) < _ENOUGH:
        return False
    return buckets[SHOWN - 1]["doc_count"] == buckets[-1]["doc_count"]


def _count(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    fields: Iterable[str],
    few: Container[str] = (),
) -> dict[str, Buckets]:
    """Return each field's numbers with how many answers have it, most first."""
    wanted = {}
    for field in fields:
        size = _ENOUGH if field in few else _ALL
        wanted[field] = {"terms": {"field": field, "size": size, "segment_size": size}}
    found = searcher.aggregate(query, wanted)
    return {field: found[field]["buckets"] for field in wanted}


def _shops(columns: Iterable[Buckets], names: Names) -> Buckets:
    """Return how many answers have each shop, whichever of theirs it is, most first."""
    held = [0] * (len(names.shops) + 1)
    for column in columns:
        for bucket in column:
            held[bucket["key"]] += bucket["doc_count"]
    held[NO_SHOP] = 0
    found = [(count, shop) for shop, count in enumerate(held) if count]
    found.sort(key=itemgetter(0), reverse=True)
    return [{"key": shop - 1, "doc_count": count} for count, shop in found]
