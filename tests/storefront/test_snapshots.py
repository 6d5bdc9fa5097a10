import os
import sqlite3
from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import select

from ledger.open import open_ledger
from ledger.tables import audit
from storefront.catalogue.build import Stock, build, current, make
from storefront.catalogue.item import Picture
from storefront.catalogue.pictured import Album
from storefront.catalogue.reader import Catalogue
from storefront.catalogue.snapshots import find, kept, remove_old, roll_back
from storefront.catalogue.verify import faults
from storefront.errors import SnapshotDamaged, SnapshotUnusable

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAME = "ab" * 16


@pytest.fixture(scope="module")
def few(assortment):
    return msgspec.structs.replace(assortment, items=assortment.items[:5], guides=())


@pytest.fixture
def built(tmp_path, few):
    """Three snapshots of 3, 4 and 5 items; the last one is in use."""
    made = []
    for number in (3, 4, 5):
        some = msgspec.structs.replace(few, items=few.items[:number])
        made.append(build(tmp_path, some))
        os.utime(made[-1].folder, (number * 1_000, number * 1_000))
    return made


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "lake").mkdir()
    with open_ledger(tmp_path) as ledger:
        yield ledger


def test_a_whole_snapshot_has_no_faults(snapshot):
    assert faults(snapshot.folder) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "catalogue.sqlite").unlink(), "sqlite is missing"),
        (lambda folder: (folder / "works" / "extra").write_text("x"), "not in the man"),
        (lambda folder: (folder / "images" / "sums").write_text("../x"), "not as it"),
        (lambda folder: (folder / "images" / "sums").unlink(), "sums is missing"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "search" / "names.json").unlink(), "is missing"),
    ],
)
def test_damage_is_named(built, damage, said):
    folder = built[0].folder
    damage(folder)
    assert any(said in one for one in faults(folder))


def test_one_turned_bit_is_found(built):
    file = built[0].folder / "catalogue.sqlite"
    content = bytearray(file.read_bytes())
    content[5_000] ^= 1
    file.write_bytes(content)
    assert faults(built[0].folder) == ["catalogue.sqlite is not as it was written"]


def test_a_picture_that_changed_is_found(tmp_path, few):
    (tmp_path / f"{NAME}-9.webp").write_bytes(b"picture")
    picture = Picture(name=NAME, width=9, height=9, widths=(9,), source="")
    item = msgspec.structs.replace(few.items[0], pictures=(picture,))
    stock = msgspec.structs.replace(few, items=(item,))
    drawn = Album({NAME: tmp_path}, {NAME: (9, 9)})
    folder = make(tmp_path, Stock(stock, {}, drawn)).folder
    file = folder / "images" / f"{NAME}-9.webp"
    assert (file.read_bytes(), faults(folder)) == (b"picture", [])
    assert file.stat().st_ino == (tmp_path / file.name).stat().st_ino
    file.write_bytes(b"other")
    assert faults(folder) == [f"images/{file.name} is not as it was written"]


def test_a_count_that_lies_is_found(tmp_path, few):
    folder = build(tmp_path, few).folder
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"items": 5', '"items": 6'))
    assert "items has 5 rows, and the manifest says 6" in faults(folder)


def test_what_does_not_verify_never_gets_its_name(tmp_path, few, monkeypatch):
    def torn(path, *rest):
        path.write_bytes(b"SQLite format 3\0 and no more")

    monkeypatch.setattr("storefront.catalogue.database.write", torn)
    with pytest.raises(SnapshotDamaged, match=r"catalogue\.sqlite"):
        build(tmp_path, few)
    assert list((tmp_path / "catalogue").iterdir()) == []


def test_snapshots_are_listed_newest_first(tmp_path, built):
    listed = kept(tmp_path)
    assert [one.items for one in listed] == [5, 4, 3]
    assert [one.in_use for one in listed] == [True, False, False]


def test_odd_folders_never_break_the_list(tmp_path, built):
    shelf = tmp_path / "catalogue"
    (shelf / ("c" * 32)).mkdir()
    (shelf / ("d" * 32)).mkdir()
    (shelf / ("d" * 32) / "manifest.json").write_bytes(b"\xff\x00{")
    (shelf / ("e" * 32)).write_text("no folder")
    (shelf / ".building-x").mkdir()
    (shelf / "..name").mkdir()
    listed = kept(tmp_path)
    assert sum(one.fault is None for one in listed) == 3
    assert len(listed) == 5


def test_going_back_points_to_the_one_before_and_is_told(tmp_path, built, ledger):
    assert roll_back(tmp_path, ledger, None, "ann", NOW) == built[1].id
    assert roll_back(tmp_path, ledger, None, "ann", NOW) == built[0].id
    assert Catalogue(tmp_path).shelf().id == current(tmp_path) == built[0].id
    with ledger.read() as connection:
        told = select(audit.c.actor, audit.c.action, audit.c.subject)
        deeds = [tuple(row) for row in connection.execute(told.order_by(audit.c.seq))]
    assert deeds == [
        ("ann", "catalogue.rolled_back", built[1].id),
        ("ann", "catalogue.rolled_back", built[0].id),
    ]


def test_there_is_an_end_to_going_back(tmp_path, built, ledger):
    roll_back(tmp_path, ledger, built[0].id[:8], "ann", NOW)
    with pytest.raises(SnapshotUnusable, match="no usable snapshot older"):
        roll_back(tmp_path, ledger, None, "ann", NOW)


def test_nobody_goes_back_to_a_damaged_one(tmp_path, built, ledger):
    (built[1].folder / "catalogue.sqlite").write_bytes(b"")
    with pytest.raises(SnapshotDamaged):
        roll_back(tmp_path, ledger, built[1].id, "ann", NOW)
    assert current(tmp_path) == built[2].id


def test_nobody_goes_to_a_refused_one(tmp_path, built, ledger, few):
    refused = make(tmp_path, Stock(few, {}, refused="it is far off"))
    with pytest.raises(SnapshotUnusable, match="it is far off"):
        roll_back(tmp_path, ledger, refused.id, "ann", NOW)


@pytest.mark.parametrize("begin", ["", "abc", "../..", "f" * 32, "*"])
def test_a_name_that_is_none_is_refused(tmp_path, built, begin):
    with pytest.raises(SnapshotUnusable, match=r"names 0|names 3"):
        find(tmp_path, begin)


def test_only_the_newest_are_kept_and_always_the_one_in_use(tmp_path, built):
    (tmp_path / "catalogue" / ".building-killed").mkdir()
    (tmp_path / "catalogue" / ".current-1").write_text("x")
    os.utime(built[2].folder, (1, 1))
    assert remove_old(tmp_path, 1, set()) == [built[0].id]
    left = {path.name for path in (tmp_path / "catalogue").iterdir()}
    assert left == {built[1].id, built[2].id, "current"}


def test_of_the_refused_only_the_newest_is_kept_beside_the_others(tmp_path, built, few):
    refused = []
    for number in (1, 2):
        some = msgspec.structs.replace(few, items=few.items[:number])
        refused.append(make(tmp_path, Stock(some, {}, refused="it is far off")).id)
        folder = tmp_path / "catalogue" / refused[-1]
        os.utime(folder, (9_000 + number, 9_000 + number))
    assert remove_old(tmp_path, 1, set()) == [refused[0], built[0].id]
    assert {one.snapshot for one in kept(tmp_path)} == {
        refused[1],
        built[2].id,
        built[1].id,
    }


def test_a_database_that_is_none_leaves_the_old_shelf(tmp_path, built):
    times = iter(range(0, 100, 2))
    catalogue = Catalogue(tmp_path, clock=lambda: float(next(times)))
    catalogue.shelf()
    (built[0].folder / "catalogue.sqlite").write_bytes(b"x" * 5_000)
    (tmp_path / "catalogue" / "current").write_text(built[0].id)
    assert catalogue.shelf().id == built[2].id
    with pytest.raises(sqlite3.Error):
        sqlite3.connect(built[0].folder / "catalogue.sqlite").execute("SELECT 1 FROM x")
