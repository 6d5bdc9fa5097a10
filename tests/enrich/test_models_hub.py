from datetime import UTC, datetime
from pathlib import Path

import pytest
from little_hub import hub
from models_at_hand import TITLES, little_static

from enrich.errors import ModelMissing
from enrich.models.encoder import load
from enrich.models.files import files_of
from enrich.models.hub import fetch
from enrich.models.store import Origin, listed

ORIGIN = Origin("hub:owner/model", datetime(2026, 11, 1, tzinfo=UTC))


def test_a_model_is_fetched_and_kept_without_what_is_not_needed(tmp_path: Path) -> None:
    source = little_static(tmp_path / "source")
    (source / "run_me.py").write_text("raise SystemExit")
    with hub(source) as address:
        made = fetch(tmp_path, "hub:owner/model", "quick", ORIGIN, address)
    kept = sorted(path.name for path in (tmp_path / "models").rglob("*"))
    assert kept == ["manifest.json", "quick", "static.npy", "tokenizer.json"]
    same, other = (
        load(files_of(folder)).encode(TITLES)
        for folder in (source, tmp_path / "models" / "quick")
    )
    assert (same == other).all()
    assert listed(tmp_path) == [made]


@pytest.mark.parametrize("source", ["hub:owner/nothing", "owner/model", "hub:a b"])
def test_what_cannot_be_fetched_leaves_nothing(tmp_path: Path, source: str) -> None:
    with (
        hub(tmp_path) as address,
        pytest.raises(ModelMissing, match=r"hub:owner/model|cannot be fetched"),
    ):
        fetch(tmp_path, source, "quick", ORIGIN, address)
    assert listed(tmp_path) == []
    assert [*tmp_path.glob("models/*")] == []
