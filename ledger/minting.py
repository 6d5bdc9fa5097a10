"""Skus for a whole catalogue, a part at a time, so that nobody who writes waits long.

    settled   its listings had one sku, all of it, under this key: nothing is written
    fresh     none of its listings had a sku: parts of any groups
    moved     the rest: groups that share a sku are minted in one part

What is minted in parts is minted as if at once: no part asks for a sku of another's. A
run that is killed leaves whole parts, which are settled for the next.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from ledger.allotment import Groups, Holders, listings_of
from ledger.open import Ledger
from ledger.skus import group_keys, holders, mint

PART = 4_000


def mint_all(
    ledger: Ledger,
    groups: Groups,
    now: datetime,
    step: Callable[[], None] = lambda: None,
) -> dict[str, str]:
    """Give every group its sku; `step` is called before each transaction."""
    # Also what has to be seen of all at once: that no listing stands in two groups.
    group_of = listings_of(groups)
    whole = {key: of or (key,) for key, of in groups.items()}
    with ledger.read() as connection:
        held = holders(connection, group_of)
        keys = group_keys(connection, {*held.values()})
    found = _settled(whole, held, keys)
    left = {key: of for key, of in whole.items() if key not in found}
    for part in _parts(left, held):
        step()
        with ledger.write() as connection:
            found |= mint(connection, part, now)
    return {key: found[key] for key in groups}


def _settled(groups: Groups, held: Holders, keys: Mapping[str, str]) -> dict[str, str]:
    """Return the skus of the groups that nothing has to be done for."""
    owners: dict[str, set[str]] = {}
    alone: dict[str, str] = {}
    for key, listings in groups.items():
        had = {held.get(listing) for listing in listings}
        for sku in had - {None}:
            owners.setdefault(sku or "", set()).add(key)
        only = had.pop() if len(had) == 1 else None
        if only and keys.get(only) == key:
            alone[key] = only
    return {key: sku for key, sku in alone.items() if len(owners[sku]) == 1}


def _parts(groups: Groups, held: Holders) -> Iterator[Groups]:
    """Yield the groups in parts, those that share a sku in the same one."""
    part: dict[str, list[str]] = {}
    for keys in _sharing(groups, held):
        part |= {key: list(groups[key]) for key in keys}
        if len(part) >= PART:
            yield part
            part = {}
    if part:
        yield part


def _sharing(groups: Groups, held: Holders) -> Iterator[list[str]]:
    """Yield the keys of groups that share skus, directly or through others."""
    owners: dict[str, list[str]] = {}
    had = {key: {held[one] for one in of if one in held} for key, of in groups.items()}
    for key, skus in had.items():
        for sku in skus:
            owners.setdefault(sku, []).append(key)
    seen: set[str] = set()
    for key in groups:
        waiting, together = [key], list[str]()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                together.append(one)
                waiting += [near for sku in had[one] for near in owners[sku]]
        if together:
            yield together
