"""Snapshots that show what is to be forgotten are found and dropped, and no others."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from lake.keys import content_digest
from storefront.catalogue.build import Snapshot, build, current
from storefront.catalogue.forgetting import Sought, drop, snapshots_showing
from storefront.catalogue.item import Assortment, Opinion, Programme

NOTHING = Sought(frozenset(), frozenset(), "", frozenset())


@pytest.fixture
def later(home: Path, assortment: Assortment, snapshot: Snapshot) -> Snapshot:
    """Return a second snapshot, in use, without the first item and without guides."""
    left = msgspec.structs.replace(assortment, items=assortment.items[1:], guides=())
    return build(home, left)


def test_what_nobody_seeks_stays(home: Path, later: Snapshot) -> None:
    assert snapshots_showing(home, NOTHING) == []


@pytest.mark.parametrize("by", ["listings", "skus", "urls"])
def test_an_item_is_found_by_listing_by_sku_and_by_url(
    home: Path, assortment: Assortment, snapshot: Snapshot, later: Snapshot, by: str
) -> None:
    item = next(i for i in assortment.items if i not in assortment.items[1:])
    how = {
        "listings": frozenset({item.listing_key}),
        "skus": frozenset({item.sku}),
        "urls": re.escape(item.source_url or item.offers[0].url),
    }
    sought = Sought(**{**_fields(NOTHING), by: how[by]})
    assert snapshots_showing(home, sought) == [snapshot.id]


@pytest.mark.parametrize("of", ["members", "opinions", "programmes"])
def test_a_source_is_found_wherever_it_is_named(
    home: Path, assortment: Assortment, later: Snapshot, of: str
) -> None:
    url = "http://gone.test/1"
    item, *others = assortment.items
    opinion = Opinion(text="Good.", host="gone.test", url=url)
    more = {"members": {"members": ("far",)}, "opinions": {"opinions": (opinion,)}}
    programme = Programme(programme_key="p", merchant="Gone", source_url=url)
    told = msgspec.structs.replace(
        assortment,
        items=(msgspec.structs.replace(item, **more.get(of, {})), *others),
        programmes=(programme,) if of == "programmes" else (),
        guides=(),
    )
    named = build(home, told)
    sought = Sought(frozenset({"far"}), frozenset(), re.escape(url), frozenset())
    assert snapshots_showing(home, sought) == [named.id]


def _fields(sought: Sought) -> dict[str, object]:
    return {name: getattr(sought, name) for name in Sought.__slots__}


def test_a_guide_is_found_by_the_bytes_of_its_file(
    home: Path, assortment: Assortment, snapshot: Snapshot, later: Snapshot
) -> None:
    file = home / "products" / assortment.guides[0].path
    guides = frozenset({content_digest(file.read_bytes())})
    sought = Sought(**{**_fields(NOTHING), "guides": guides})
    assert snapshots_showing(home, sought) == [snapshot.id]


def test_one_that_nobody_can_read_is_taken_for_showing_it(
    home: Path, snapshot: Snapshot, later: Snapshot
) -> None:
    (snapshot.folder / "manifest.json").write_text("{")
    assert snapshots_showing(home, NOTHING) == [snapshot.id]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE details SET body = x'c1'",
        "UPDATE details SET body = x'81a3736b75a1ff'",
        "DROP TABLE gone",
        "UPDATE totals SET value = x'ff'",
    ],
)
def test_one_whose_tables_are_damaged_is_taken_for_showing_it(
    home: Path, snapshot: Snapshot, later: Snapshot, damage: str
) -> None:
    with closing(sqlite3.connect(snapshot.folder / "catalogue.sqlite")) as base:
        base.execute(damage)
        base.commit()
    sought = Sought(**{**_fields(NOTHING), "skus": frozenset({"none"})})
    assert (damage, snapshots_showing(home, sought)) == (damage, [snapshot.id])


def test_one_with_torn_pages_is_taken_for_showing_it(
    home: Path, snapshot: Snapshot, later: Snapshot
) -> None:
    file = snapshot.folder / "catalogue.sqlite"
    file.write_bytes(file.read_bytes()[:20_000])
    assert snapshots_showing(home, NOTHING) == [snapshot.id]


def test_dropping_leaves_the_one_in_use(
    home: Path, snapshot: Snapshot, later: Snapshot
) -> None:
    (home / "catalogue" / ".building-x").mkdir()
    drop(home, [snapshot.id])
    assert sorted(p.name for p in (home / "catalogue").iterdir()) == sorted(
        ["current", later.id]
    )


def test_dropping_the_one_in_use_leaves_an_empty_shop(
    home: Path, snapshot: Snapshot
) -> None:
    drop(home, [snapshot.id])
    assert current(home) is None
