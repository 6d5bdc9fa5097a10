"""Which listings of one component are one product: certain ones first, then likely ones.

    same GTIN, same part number, or a person said so     -> a kernel, which nothing parts
    likely pairs, likeliest first                        -> kernels grow together, if
        no two GTINs, no two listings of one shop, and nobody said that they differ,
        and all their kernels are likely the same in the mean (one not compared: no)
So A is not C because both are a bit like B.
"""

from collections.abc import Mapping, Sequence
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
    # Of each listing those that somebody told apart from it.
    apart: dict[str, set[str]]


class _Grown(msgspec.Struct):
    """Kernels that have grown together, with what would part them from others."""

    kernels: list[int]
    gtins: set[str]
    hosts: set[str]
    apart: set[int]


def groups(
    members: Sequence[Row], links: Sequence[Row], labels: Sequence[Row], likely: float
) -> list[Group]:
    """Return the products among `members`; of pairs from `likely` on."""
    facts = _facts(members, labels)
    kernels = _kernels(members, labels, facts)
    place = {key: k for k, kernel in enumerate(kernels) for key in kernel}
    grown = {k: _seed(k, kernels, place, facts) for k in range(len(kernels))}
    of = list(range(len(kernels)))
    shares = _between(links, place)
    for share, one, other in sorted((-s, *pair) for pair, s in shares.items()):
        if -share < likely:
            break
        left, right = grown[of[one]], grown[of[other]]
        if left is right or not _may_meet(left, right):
            continue
        if _mean(left.kernels, right.kernels, shares) < likely:
            continue
        gone = of[other]
        for k in right.kernels:
            of[k] = of[one]
        _join(left, grown.pop(gone))
    return [_group(sorted(one.kernels), kernels, shares) for one in grown.values()]


def _facts(members: Sequence[Row], labels: Sequence[Row]) -> _Facts:
    apart: dict[str, set[str]] = {}
    for said in labels:
        if said["label"] == "different":
            apart.setdefault(said["one"], set()).add(said["other"])
            apart.setdefault(said["other"], set()).add(said["one"])
    return _Facts(
        {m["listing_key"]: m["host"] for m in members if m["host"]},
        {m["listing_key"]: m["gtin"] for m in members if m["gtin"]},
        apart,
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
        # One number may have thousands of listings: the fewer go to the more.
        right, left = sorted((found[one], found[other]), key=len)
        if left is right or _said_apart(right, left, found, facts):
            continue
        left.extend(right)
        for key in right:
            found[key] = left
    return sorted({tuple(sorted(kernel)) for kernel in found.values()})


def _said_apart(
    few: list[str], many: list[str], found: Mapping[str, list[str]], facts: _Facts
) -> bool:
    return bool(facts.apart) and any(
        found[other] is many for key in few for other in facts.apart.get(key, ())
    )


def _seed(
    k: int,
    kernels: Sequence[tuple[str, ...]],
    place: Mapping[str, int],
    facts: _Facts,
) -> _Grown:
    keys = kernels[k]
    return _Grown(
        [k],
        {facts.gtins[key] for key in keys if key in facts.gtins},
        {facts.hosts[key] for key in keys if key in facts.hosts},
        {place[other] for key in keys for other in facts.apart.get(key, ())},
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


def _may_meet(left: _Grown, right: _Grown) -> bool:
    if len(left.gtins | right.gtins) > 1 or not left.hosts.isdisjoint(right.hosts):
        return False
    return left.apart.isdisjoint(right.kernels)


def _join(left: _Grown, right: _Grown) -> None:
    left.kernels.extend(right.kernels)
    left.gtins |= right.gtins
    left.hosts |= right.hosts
    left.apart |= right.apart


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
