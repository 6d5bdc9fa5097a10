"""Mint skus: once, never again, and kept by the listings behind them.

Groups are remade by every matching and their keys move; `sku_members` remembers which
sku a listing was sold under, and always names a live one. A sku whose listings have all
gone to others is merged: it answers with the sku that took most of them, for ever.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from ledger.allotment import Groups, Holders, allot, heirs, listings_of
from ledger.locks import Lock, take
from ledger.skucode import sku_of
from ledger.tables import sku_members, skus
from ledger.upsert import upsert

# Below the 32,766 and 65,535 parameters that SQLite and PostgreSQL take at once.
_BATCH = 5_000


def mint(connection: Connection, groups: Groups, now: datetime) -> dict[str, str]:
    """Give every group its sku: the one most of its listings had, or a new one."""
    take(connection, Lock.SKUS)
    group_of = listings_of(groups)
    held = holders(connection, group_of)
    known = {row.sku: row for row in _rows(connection, _SKUS, {*held.values()})}
    ages = {sku: row.number for sku, row in known.items()}
    kept = allot(group_of, held, ages)
    minted = _mint_fresh(connection, [key for key in groups if key not in kept], now)
    ages |= {sku: number for number, sku in minted.values()}
    sku_by_group = kept | {key: sku for key, (_, sku) in minted.items()}
    now_held = {listing: sku_by_group[key] for listing, key in group_of.items()}
    _move(connection, held, now_held)
    _regroup(connection, {sku: row.group_key for sku, row in known.items()}, kept)
    _merge(connection, heirs(held, now_held, ages))
    return {key: sku_by_group[key] for key in groups}


def holders(connection: Connection, listings: Collection[str]) -> dict[str, str]:
    """Return the sku of each of `listings` that has one."""
    return {row.listing_key: row.sku for row in _rows(connection, _MEMBERS, listings)}


def group_keys(connection: Connection, skus: Collection[str]) -> dict[str, str]:
    """Return the group that each of `skus` was given to last."""
    return {row.sku: row.group_key for row in _rows(connection, _SKUS, skus)}


def resolve(connection: Connection, sku: str) -> str | None:
    """Name the live sku that answers for a sku; None when it was never minted."""
    answer = case((skus.c.status == "live", skus.c.sku), else_=skus.c.merged_into)
    return connection.scalar(select(answer).where(skus.c.sku == sku))


def minted(connection: Connection) -> dict[str, datetime]:
    """Return when each live sku was minted."""
    live = select(skus.c.sku, skus.c.minted_at).where(skus.c.status == "live")
    return {row.sku: row.minted_at for row in connection.execute(live)}


def answers(connection: Connection) -> dict[str, str]:
    """Return for every sku ever minted the live one that answers for it."""
    answer = case((skus.c.status == "live", skus.c.sku), else_=skus.c.merged_into)
    found = connection.execute(select(skus.c.sku, answer).order_by(skus.c.number))
    return {sku: heir for sku, heir in found if heir}


_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_MEMBERS = select(sku_members).where(sku_members.c.listing_key.in_(_KEYS))
_SKUS = select(skus.c.sku, skus.c.number, skus.c.group_key).where(skus.c.sku.in_(_KEYS))
_STILL_HELD = select(sku_members.c.sku).where(sku_members.c.sku.in_(_KEYS)).distinct()


def _rows(
    connection: Connection, statement: Select[*tuple[Any, ...]], keys: Collection[str]
) -> Iterator[Row[*tuple[Any, ...]]]:
    ordered = list(keys)
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        yield from connection.execute(statement, {"keys": batch})


def _mint_fresh(
    connection: Connection, group_keys: Sequence[str], now: datetime
) -> dict[str, tuple[int, str]]:
    last = connection.scalar(select(func.max(skus.c.number))) or 0
    numbers = range(last + 1, last + 1 + len(group_keys))
    minted = {
        key: (number, sku_of(number))
        for key, number in zip(group_keys, numbers, strict=True)
    }
    rows = [
        {"sku": sku, "number": number, "group_key": key, "minted_at": now}
        for key, (number, sku) in minted.items()
    ]
    if rows:
        connection.execute(insert(skus).values(status="live"), rows)
    return minted


def _move(connection: Connection, held: Holders, now_held: Holders) -> None:
    rows = [
        {"listing_key": listing, "sku": sku}
        for listing, sku in now_held.items()
        if held.get(listing) != sku
    ]
    if rows:
        connection.execute(upsert(connection, sku_members), rows)


def _regroup(
    connection: Connection, old: Mapping[str, str], kept: Mapping[str, str]
) -> None:
    rows = [{"of": sku, "new_key": key} for key, sku in kept.items() if old[sku] != key]
    if rows:
        connection.execute(
            update(skus)
            .where(skus.c.sku == bindparam("of"))
            .values(group_key=bindparam("new_key")),
            rows,
        )


def _merge(connection: Connection, heir_of: Mapping[str, str]) -> None:
    # Listings that this matching did not name keep their sku alive.
    still_held = {row.sku for row in _rows(connection, _STILL_HELD, heir_of)}
    rows = [
        {"old": old, "heir": heir}
        for old, heir in heir_of.items()
        if old not in still_held
    ]
    if rows:
        # What was merged into the old one goes straight to the heir: chains stay flat.
        is_old = (skus.c.sku == bindparam("old")) | (
            skus.c.merged_into == bindparam("old")
        )
        merged = update(skus).where(is_old)
        connection.execute(
            merged.values(status="merged", merged_into=bindparam("heir")), rows
        )
