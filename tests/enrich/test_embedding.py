import pickle
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from models_at_hand import little_static

from enrich.equipment import Equipment
from enrich.models.encoder import Chosen
from enrich.models.hashes import Hashes
from enrich.settings import EnrichSettings
from enrich.text import embedding
from lake.load import append
from lake.stages import release, run_stage
from lake.store import Lake

PLAIN = embedding.stage(Equipment())


def product(key, title, **more):
    url = f"https://{key}.test/"
    return {"listing_key": key, "source_url": url, "title": title, **more}


def with_model(folder: Path):
    settings = EnrichSettings(encoder=str(little_static(folder)))
    return embedding.stage(Equipment(settings=settings))


def extracted(row):
    """Rows as the stage writes them that reads pages."""
    by = {"input_key": "i", "maker": "extract", "maker_version": 1}
    made = {**by, "rows": 1, "made_at": datetime(2026, 11, 1, tzinfo=UTC)}
    rows = {"products": {**row, **by}, "made": made}
    return {name: pa.Table.from_pylist([one]) for name, one in rows.items()}


def test_a_listing_has_a_vector_of_length_one(views) -> None:
    views.add("products", product("a", "Kettle", brand="Acme", category_path=["Home"]))
    (row,) = views.run(PLAIN)
    assert (row["entity_key"], row["url"]) == ("a", "https://a.test/")
    assert row["vector"] == Hashes().encode(["Acme Kettle Home"])[0].tolist()
    assert np.linalg.norm(row["vector"]) == pytest.approx(1)


def test_a_brand_that_its_title_names_counts_once(views) -> None:
    views.add("products", product("a", "ACME kettle", brand="Acme"))
    (row,) = views.run(PLAIN)
    assert row["vector"] == Hashes().encode(["acme kettle"])[0].tolist()


def test_a_listing_without_words_has_no_vector(views) -> None:
    views.add("products", product("a", None))
    (row,) = views.run(PLAIN)
    assert row["vector"] is None


def test_equal_texts_are_read_once(monkeypatch) -> None:
    read = []
    ours = Hashes.encode
    monkeypatch.setattr(
        Hashes, "encode", lambda self, texts: (read.extend(texts), ours(self, texts))[1]
    )
    named = {"entity_key": ["a", "b", "c"], "text": ["Kettle", "Hose", "Kettle"]}
    batch = pa.record_batch({**named, "input_key": ["1", "2", "3"]})
    one, _, other = PLAIN.make(batch)["enriched_embeddings"].to_pylist()
    assert one["vector"] == other["vector"]
    assert read == ["Kettle", "Hose"]


def test_what_was_read_once_is_not_read_again(views) -> None:
    views.add("products", product("a", "Kettle"))
    assert len(views.run(PLAIN)) == 1
    views.add("products", product("a", "Kettle", description="New words elsewhere"))
    assert views.run(PLAIN) == []


def test_another_encoder_makes_every_row_anew(views, tmp_path: Path) -> None:
    views.add("products", product("a", "Kettle"), product("b", "Hose"))
    views.run(PLAIN)
    rows = views.run(with_model(tmp_path))
    assert {len(row["vector"]) for row in rows} == {16}
    assert views.run(with_model(tmp_path)) == []


def test_what_the_encoder_is_travels_to_other_processes(tmp_path: Path) -> None:
    stage = with_model(tmp_path)
    again = pickle.loads(pickle.dumps(stage.make))  # noqa: S301 - our own bytes
    assert isinstance(again, partial)
    (chosen,) = again.keywords["make"].args
    assert isinstance(chosen, Chosen)
    assert chosen.load().name == chosen.name


def test_a_run_sees_by_itself_that_the_encoder_changed(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "home")
    append(lake, "extract", extracted(product("a", "Kettle")))
    release(lake, "extract", 1)
    assert [run_stage(lake, PLAIN).rows_out for _ in "ab"] == [1, 0]
    other = with_model(tmp_path / "model")
    assert [run_stage(lake, other).rows_out for _ in "ab"] == [1, 0]
    assert run_stage(lake, PLAIN).rows_out == 1
