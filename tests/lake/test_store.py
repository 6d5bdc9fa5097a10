import pytest

from lake.errors import LakeError, LakeTooNew, LakeUnwritable
from lake.store import Lake


def test_opening_makes_the_folders(tmp_path):
    lake = Lake.open(tmp_path / "new" / "home")
    assert sorted(path.name for path in lake.home.iterdir()) == [
        "lake",
        "products",
        "spool",
        "warc",
    ]


def test_opening_again_finds_the_same_lake(tmp_path):
    assert Lake.open(tmp_path) == Lake.open(tmp_path)


def test_a_home_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LakeUnwritable, match="--home"):
        Lake.open(tmp_path / "file")


def test_a_newer_lake_is_left_alone(tmp_path):
    lake = Lake.open(tmp_path)
    (lake.folder / "format.json").write_text('{"format": 99}')
    with pytest.raises(LakeTooNew, match="update harvestman"):
        Lake.open(tmp_path)


def test_a_broken_format_file_is_named(tmp_path):
    lake = Lake.open(tmp_path)
    (lake.folder / "format.json").write_text("no")
    with pytest.raises(LakeError, match=r"format\.json"):
        Lake.open(tmp_path)
