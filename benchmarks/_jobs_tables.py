"""What a home holds, without when, by whom and in which batch it was written.

Two homes whose work was done from the same pages hold the same by this measure, however
often the work was begun.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from enrich.generate.kinds import KINDS, TOLD
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake
from lake.tables import TABLES, VIEWS
from storefront.catalogue.build import current as current_snapshot

# Rows of a table or files of a folder, each as text, and how often.
Held = Counter[str]
# When, by whom, in which batch or file, and names made of these.
_LAKE_OWN = {
    *("writer", "batch_id", "ingested_at", "made_at", "changed_at", "snapshot"),
    *("warc_file", "warc_offset", "warc_length", "approval_id", "decided_at"),
}
# What is made of what was made names its input by when that was made.
_TIMED = {"generated", "generated_works", "generated_facts"}
_TIMED_MAKERS = {*KINDS, *TOLD, "checked", "approved", "offered"}
# Each start of a stage leaves a row in one, and how rows were put together the other.
_LAKE_BOOKS = {"runs", "batches"}
_LEDGER = {
    "skus": {"minted_at"},
    "sku_members": set(),
    "price_rules": {"valid_from", "ended_at"},
    "price_versions": {"valid_from", "valid_to"},
    "shelf_states": {"since"},
    "approvals": {"decided_at", "approval_id"},
    "work": set(),
}
_SHOP = ("items", "details", "offers", "guides", "programmes", "totals", "aliases")
_SHOP_OWN = {"added_at", "made_at", "digest"}


def held(home: Path) -> dict[str, Held]:
    """Return all that counts in `home`, by where it is."""
    return {**_lake(home), **_ledger(home), **_shop(home), **_files(home)}


def unlike(one: dict[str, Held], other: dict[str, Held]) -> list[str]:
    """Say what the second holds and the first does not, and the other way round."""
    said = []
    for where in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(where, Counter()), other.get(where, Counter())
        if mine != theirs:
            lost, more = mine - theirs, theirs - mine
            said.append(
                f"{where}: {lost.total()} rows are missing, {more.total()} are too many;"
                f" {next(iter(lost), '-')[:300]} / {next(iter(more), '-')[:300]}"
            )
    return said


def _lake(home: Path) -> dict[str, Held]:
    """Return the rows of each table as readers see it, and as its files hold it."""
    lake, found = Lake.open(home, LakeSettings()), {}
    with current(lake) as connection:
        for name in (*TABLES, *VIEWS):
            if name not in _LAKE_BOOKS:
                seen = connection.sql(f'SELECT * FROM "{name}"').to_arrow_table()  # noqa: S608
                found[f"lake {name}"] = _of_table(name, seen.to_pylist())
    for name in TABLES:
        table = None if name in _LAKE_BOOKS else lake.table(name)
        if table is not None:
            rows = table.to_pyarrow_table().to_pylist()
            found[f"files of {name}"] = _of_table(name, rows)
    return found


def _of_table(name: str, rows: list[dict[str, Any]]) -> Held:
    if name in _TIMED:
        return _counted(rows, _LAKE_OWN | {"input_key"})
    if name != "made":
        return _counted(rows, _LAKE_OWN)
    timed = [row["maker"] in _TIMED_MAKERS for row in rows]
    others = _counted([r for r, t in zip(rows, timed, strict=True) if not t], _LAKE_OWN)
    own = _LAKE_OWN | {"input_key"}
    return others + _counted([r for r, t in zip(rows, timed, strict=True) if t], own)


def _ledger(home: Path) -> dict[str, Held]:
    return {
        f"ledger {name}": _counted(_rows(home / "ledger.db", name), own)
        for name, own in _LEDGER.items()
    }


def _shop(home: Path) -> dict[str, Held]:
    """Return the rows of the snapshot in use, with what is packed in them."""
    name = current_snapshot(home)
    if name is None:
        return {}
    file = home / "catalogue" / name / "catalogue.sqlite"
    return {
        f"shop {table}": _counted(map(_unpacked, _rows(file, table)), _SHOP_OWN)
        for table in _SHOP
    }


def _unpacked(row: dict[str, Any]) -> dict[str, Any]:
    body = row.pop("body", None)
    return row if body is None else row | msgspec.msgpack.decode(body)


def _files(home: Path) -> dict[str, Held]:
    """Return the generated products by name and digest."""
    files = (file for file in (home / "products").rglob("*") if file.is_file())
    told = (f"{f.name} {hashlib.sha256(f.read_bytes()).hexdigest()}" for f in files)
    return {"products": Counter(told)}


def _rows(file: Path, table: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        asked = f'SELECT * FROM "{table}"'  # noqa: S608 (names of ours)
        return [dict(row) for row in connection.execute(asked)]
    finally:
        connection.close()


def _counted(rows: Iterable[dict[str, Any]], own: set[str]) -> Held:
    return Counter(
        repr([(name, row[name]) for name in sorted(row) if name not in own])
        for row in rows
    )
