import hashlib
import shutil
import sqlite3

import msgspec
import pytest

from storefront.catalogue.build import build, current
from storefront.catalogue.manifest import Manifest
from storefront.catalogue.verify import faults
from storefront.errors import GuideRefused


def written(folder):
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


def test_equal_assortments_give_equal_bytes(home, tmp_path_factory, assortment):
    other = tmp_path_factory.mktemp("other")
    (home / "products").rename(other / "products")
    (home / "products").symlink_to(other / "products")
    mine, theirs = build(home, assortment), build(other, assortment)
    database = "catalogue.sqlite"
    assert mine.id == theirs.id
    assert (mine.folder / database).read_bytes() == (
        theirs.folder / database
    ).read_bytes()


def test_the_order_of_items_does_not_matter(home, assortment, snapshot):
    turned = msgspec.structs.replace(assortment, items=assortment.items[::-1])
    again = build(home, turned)
    assert (again.id, again.written) == (snapshot.id, False)


def test_building_the_same_again_writes_nothing(home, assortment, snapshot):
    before = written(home / "catalogue")
    build(home, assortment)
    assert written(home / "catalogue") == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "catalogue.sqlite").write_bytes(b""),
        lambda folder: shutil.rmtree(folder / "search"),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "images" / "sums").write_text("x"),
        shutil.rmtree,
    ],
)
def test_a_damaged_snapshot_is_built_again_and_noticed(tmp_path, assortment, damage):
    few = msgspec.structs.replace(assortment, items=assortment.items[:3], guides=())
    snapshot = build(tmp_path, few)
    pointer = (tmp_path / "catalogue" / "current").stat()
    damage(snapshot.folder)
    again = build(tmp_path, few)
    assert (again.id, again.written, faults(again.folder)) == (snapshot.id, True, [])
    assert (tmp_path / "catalogue" / "current").stat().st_ino != pointer.st_ino
    names = {path.name for path in (tmp_path / "catalogue").iterdir()}
    assert names == {"current", snapshot.id}


def test_one_cent_makes_another_snapshot(home, assortment, snapshot):
    dearer = msgspec.structs.replace(assortment.items[0], price_minor=1)
    changed = msgspec.structs.replace(assortment, items=(dearer, *assortment.items[1:]))
    assert build(home, changed).id != snapshot.id


def test_another_guide_file_makes_another_snapshot(home, assortment, snapshot):
    (home / "products" / "guide1.pdf").write_bytes(b"%PDF-1.7 new")
    assert build(home, assortment).id != snapshot.id


def test_current_names_the_snapshot_built_last(home, assortment, snapshot):
    fewer = msgspec.structs.replace(assortment, items=assortment.items[:5])
    assert current(home) == snapshot.id
    assert build(home, fewer).id == current(home)


def test_going_back_to_an_old_assortment_points_back(home, assortment, snapshot):
    build(home, msgspec.structs.replace(assortment, items=assortment.items[:5]))
    assert build(home, assortment).written is False
    assert current(home) == snapshot.id


def test_the_manifest_carries_the_digest_of_every_file(snapshot):
    text = (snapshot.folder / "manifest.json").read_bytes()
    manifest = msgspec.json.decode(text, type=Manifest)
    database = (snapshot.folder / "catalogue.sqlite").read_bytes()
    assert manifest.items == 200
    assert {"works/900000000000000000000001.pdf", "images/sums"} <= set(manifest.files)
    assert manifest.files["catalogue.sqlite"] == hashlib.sha256(database).hexdigest()


def test_a_failed_build_leaves_nothing_behind(home, assortment):
    twice = msgspec.structs.replace(assortment, items=assortment.items[:1] * 2)
    with pytest.raises(sqlite3.IntegrityError):
        build(home, twice)
    assert list((home / "catalogue").iterdir()) == []


@pytest.mark.parametrize(
    "path", ["../secret.pdf", "/etc/passwd.pdf", "guide1.txt", "no.pdf"]
)
def test_a_guide_outside_the_products_folder_is_refused(home, assortment, path):
    (home / "secret.pdf").write_bytes(b"%PDF")
    (home / "products" / "guide1.txt").write_bytes(b"text")
    guide = msgspec.structs.replace(assortment.guides[0], path=path)
    with pytest.raises(GuideRefused, match=r"no file below|is a PDF or"):
        build(home, msgspec.structs.replace(assortment, guides=(guide,)))


@pytest.mark.parametrize("key", ["../../x", "a/b", "", "a" * 65, "a\0"])
def test_a_key_that_could_name_another_file_is_refused(home, assortment, key):
    guide = msgspec.structs.replace(assortment.guides[0], generated_key=key)
    with pytest.raises(GuideRefused, match="no key"):
        build(home, msgspec.structs.replace(assortment, guides=(guide,)))


def test_the_tree_counts_an_item_on_every_level(snapshot):
    with sqlite3.connect(snapshot.folder / "catalogue.sqlite") as database:
        rows = dict(database.execute("SELECT category, items FROM categories"))
    database.close()
    below = sum(rows[key] for key in rows if key.startswith("kitchen/"))
    assert rows["kitchen"] == below > 0
