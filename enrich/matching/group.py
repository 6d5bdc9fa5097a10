"""Which listings of one component are one product: certain ones first, then likely ones.

    same GTIN, same part number, or a person said so     -> a kernel, which nothing parts
    likely pairs, likeliest first                        -> kernels grow together, if
        no two GTINs, no two listings of one shop, and nobody said that they differ,
        and all their kernels are likely the same in the mean (one not compared: no)
So A is not C because both are a bit like B.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import msgspec

Row = Mapping[str, Any]
Pair = tuple[str, str]


class Group(msgspec.Struct, frozen=True):
    """One product: its kernels, each with its listings, and how likely they are one."""

    kernels: tuple[tuple[str, ...], ...]
    likely: float = 1.0


class _Facts(msgspec.Struct):
    """What is known of the listings of a component."""

    hosts: dict[str, str]
    gtins: dict[str, str]
    shares: dict[Pair, float]
    apart: set[Pair]


def groups(
    members: Sequence[Row], links: Sequence[Row], labels: Sequence[Row], likely: float
) -> list[Group]:
    """Return the products among `members`; of pairs from `likely` on."""
    facts = _facts(members, links, labels)
    kernels = _kernels(members, labels, facts)
    place = {key: k for k, kernel in enumerate(kernels) for key in kernel}
    grown = {k: [k] for k in range(len(kernels))}
    of = list(range(len(kernels)))
    shares = _between(links, place)
    for share, one, other in sorted((-s, *pair) for pair, s in shares.items()):
        if -share < likely:
            break
        left, right = grown[of[one]], grown[of[other]]
        if of[one] == of[other] or not _may_meet(left, right, kernels, facts):
            continue
        if _mean(left, right, shares) < likely:
            continue
        gone = of[other]
        for k in right:
            of[k] = of[one]
        left.extend(grown.pop(gone))
    return [_group(sorted(one), kernels, shares) for one in grown.values()]


def _facts(
    members: Sequence[Row], links: Sequence[Row], labels: Sequence[Row]
) -> _Facts:
    return _Facts(
        {m["listing_key"]: m["host"] for m in members if m["host"]},
        {m["listing_key"]: m["gtin"] for m in members if m["gtin"]},
        {(link["one"], link["other"]): link["share"] for link in links},
        {(x["one"], x["other"]) for x in labels if x["label"] == "different"},
    )


def _kernels(
    members: Sequence[Row], labels: Sequence[Row], facts: _Facts
) -> list[tuple[str, ...]]:
    """Return the listings that are certainly one product; what was said goes first."""
    found = {m["listing_key"]: [m["listing_key"]] for m in members}
    first: dict[str, str] = {}
    certain = [(x["one"], x["other"]) for x in labels if x["label"] == "same"]
    for member in members:
        key = member["listing_key"]
        if member["mark"]:
            certain.append((first.setdefault(member["mark"], key), key))
    for one, other in certain:
        left, right = found[one], found[other]
        if left is not right and not _said_apart(left, right, facts):
            left.extend(right)
            for key in right:
                found[key] = left
    return sorted({tuple(sorted(kernel)) for kernel in found.values()})


def _said_apart(left: Iterable[str], right: Iterable[str], facts: _Facts) -> bool:
    # Most are never told apart, and one number may have thousands of listings.
    return bool(facts.apart) and any(
        (min(pair), max(pair)) in facts.apart for pair in product(left, right)
    )


def _between(
    links: Sequence[Row], place: Mapping[str, int]
) -> dict[tuple[int, int], float]:
    """Return how likely kernels are one: as the listings that are most alike say."""
    found: dict[tuple[int, int], float] = {}
    for link in links:
        one, other = place[link["one"]], place[link["other"]]
        if one != other:
            pair = (min(one, other), max(one, other))
            found[pair] = max(found.get(pair, 0.0), link["share"])
    return found


def _may_meet(
    left: Sequence[int],
    right: Sequence[int],
    kernels: Sequence[tuple[str, ...]],
    facts: _Facts,
) -> bool:
    mine = [key for k in left for key in kernels[k]]
    yours = [key for k in right for key in kernels[k]]
    gtins = {facts.gtins[key] for key in (*mine, *yours) if key in facts.gtins}
    hosts = {facts.hosts[key] for key in mine if key in facts.hosts}
    if len(gtins) > 1 or any(facts.hosts.get(key) in hosts for key in yours):
        return False
    return not _said_apart(mine, yours, facts)


def _mean(
    left: Sequence[int], right: Sequence[int], shares: Mapping[tuple[int, int], float]
) -> float:
    pairs = [(min(pair), max(pair)) for pair in product(left, right)]
    return sum(shares.get(pair, 0.0) for pair in pairs) / len(pairs)


def _group(
    of: Sequence[int],
    kernels: Sequence[tuple[str, ...]],
    shares: Mapping[tuple[int, int], float],
) -> Group:
    pairs = [(one, other) for one in of for other in of if one < other]
    mean = sum(shares.get(pair, 0.0) for pair in pairs) / max(len(pairs), 1)
    return Group(tuple(kernels[k] for k in of), mean if pairs else 1.0)
