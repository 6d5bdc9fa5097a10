"""Which group takes which sku when listings have been matched anew; no SQL here.

A sku goes where most of its listings are and a group takes the sku most of its listings
had, so the pairs are taken in order of the listings that they share: most first, then
the older sku, then the smaller group key. What is left over is new, or merged.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from ledger.errors import ListingTwice

Groups = Mapping[str, Sequence[str]]  # listing keys by group key
Holders = Mapping[str, str]  # sku by listing key
Ages = Mapping[str, int]  # number by sku; the smallest is the oldest


def listings_of(groups: Groups) -> dict[str, str]:
    """Turn groups around: the group of each listing.

    A group key is itself a listing's key; it stands for a group without listings.
    """
    group_of: dict[str, str] = {}
    for group_key, listing_keys in groups.items():
        for listing_key in listing_keys or (group_key,):
            if group_of.setdefault(listing_key, group_key) != group_key:
                raise ListingTwice(
                    f"the listing {listing_key!r} stands in the groups"
                    f" {group_of[listing_key]!r} and {group_key!r}: it can be in one"
                )
    return group_of


def allot(group_of: Mapping[str, str], held: Holders, ages: Ages) -> dict[str, str]:
    """Give groups the skus that their listings had; the others get none."""
    shared = Counter((group_of[listing_key], sku) for listing_key, sku in held.items())
    taken: dict[str, str] = {}
    free = set(ages)
    for (group_key, sku), _ in sorted(
        shared.items(), key=lambda pair: (-pair[1], ages[pair[0][1]], pair[0][0])
    ):
        if sku in free and group_key not in taken:
            taken[group_key] = sku
            free.remove(sku)
    return taken


def heirs(held: Holders, now_held: Holders, ages: Ages) -> dict[str, str]:
    """Name for each sku that no group took the one that got most of its listings."""
    kept = set(now_held.values())
    passed = Counter(
        (old, now_held[listing_key])
        for listing_key, old in held.items()
        if old not in kept
    )
    heir_of: dict[str, str] = {}
    for (old, new), _ in sorted(
        passed.items(), key=lambda pair: (-pair[1], ages[pair[0][1]])
    ):
        heir_of.setdefault(old, new)
    return heir_of
