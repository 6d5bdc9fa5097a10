import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from models_at_hand import english, little_static

from enrich.errors import ModelMissing, ModelRefused, ModelUnusable
from enrich.models import store
from enrich.models.files import Kind

ORIGIN = store.Origin("a folder", datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = little_static(tmp_path / "source")
    (folder / "LICENSE").write_text("free")
    (folder / "other.bin").write_text("of no use")
    return folder


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "models").iterdir())


def test_a_model_is_kept_with_its_licence_and_nothing_else(
    home: Path, source: Path
) -> None:
    made = store.add(home, source, "quick", ORIGIN)
    assert (made.kind, made.dims, made.licences) == (Kind.STATIC, 16, ("LICENSE",))
    assert store.listed(home) == [made]
    kept = sorted(path.name for path in (home / "models" / "quick").iterdir())
    assert kept == ["LICENSE", "manifest.json", "static.npy", "tokenizer.json"]


def test_a_pipeline_is_kept_whole(home: Path) -> None:
    made = store.add(home, english(), "english", ORIGIN)
    assert (made.kind, made.dims) == (Kind.PIPELINE, 0)
    assert (home / "models" / "english" / "ner" / "model").is_file()


def test_a_model_that_does_not_run_leaves_nothing(home: Path, source: Path) -> None:
    (source / "static.npy").write_bytes(b"no matrix")
    with pytest.raises(ModelUnusable, match=r"static\.npy"):
        store.add(home, source, "quick", ORIGIN)
    assert names(home) == []


def test_a_name_is_given_once(home: Path, source: Path) -> None:
    store.add(home, source, "quick", ORIGIN)
    with pytest.raises(ModelRefused, match="models remove quick"):
        store.add(home, source, "quick", ORIGIN)


@pytest.mark.parametrize("name", ["", "../up", ".hidden", "a b", "a/b"])
def test_a_name_stays_in_its_folder(home: Path, source: Path, name: str) -> None:
    with pytest.raises(ModelRefused, match="cannot be called"):
        store.add(home, source, name, ORIGIN)


def test_what_a_kill_left_is_no_model_and_hinders_none(
    home: Path, source: Path
) -> None:
    left = home / "models" / ".quick.tmp"
    shutil.copytree(source, left)
    assert store.listed(home) == []
    store.add(home, source, "quick", ORIGIN)
    assert names(home) == ["quick"]


def test_a_removed_model_is_gone(home: Path, source: Path) -> None:
    store.add(home, source, "quick", ORIGIN)
    store.remove(home, "quick")
    assert names(home) == []
    with pytest.raises(ModelMissing, match="models list"):
        store.remove(home, "quick")
