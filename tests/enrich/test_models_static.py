import json
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from models_at_hand import TITLES, little_static
from safetensors.numpy import save_file

from enrich.errors import ModelUnusable
from enrich.models.encoder import load
from enrich.models.files import files_of
from enrich.models.hashes import Hashes
from enrich.models.pooling import Pooling, pooled, pooling_of
from enrich.models.tokens import batches


def lengths(vectors: np.ndarray) -> list[float]:
    return np.linalg.norm(vectors, axis=1).round(4).tolist()


def test_hashes_put_spellings_of_one_product_near() -> None:
    vectors = Hashes().encode(TITLES)
    near = vectors @ vectors[0]
    assert near[1] > 0.4 > near[2]
    assert lengths(vectors) == [1, 1, 1, 1, 0]


def test_words_without_meaning_weigh_little() -> None:
    title, filled = Hashes().encode(["steel kettle", "a kettle of the steel"])
    assert title @ filled > 0.9


def test_a_number_tells_models_apart() -> None:
    vectors = Hashes().encode(["drill KX500 blue", "drill KX500", "drill KX700 blue"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


@given(some.lists(some.text(), max_size=8))
def test_every_text_has_a_vector_of_its_own_alone(texts: list[str]) -> None:
    together = Hashes().encode(texts)
    alone = [Hashes().encode([text])[0] for text in texts]
    assert len(together) == len(texts)
    assert all(
        np.array_equal(one, two) for one, two in zip(together, alone, strict=True)
    )


def test_a_static_vector_is_the_sum_of_its_tokens(tmp_path: Path) -> None:
    encoder = load(files_of(little_static(tmp_path)))
    garden, hose, both = encoder.encode(["garden", "hose", "Garden hose"])
    rows = np.load(tmp_path / "static.npy").astype(np.float32)[[3871, 21290]]
    assert np.allclose(both, rows.sum(axis=0) / np.linalg.norm(rows.sum(axis=0)))
    assert lengths(np.stack([garden, hose, both])) == [1, 1, 1]


def test_files_of_model2vec_are_read_with_weights_and_shared_rows(
    tmp_path: Path,
) -> None:
    little_static(tmp_path)
    rows = np.load(tmp_path / "static.npy")
    before = load(files_of(tmp_path)).encode(TITLES)
    (tmp_path / "static.npy").unlink()
    weights = np.linspace(1, 9, len(rows))
    held = {"embeddings": (rows / weights[:, None])[::-1].astype(np.float32)}
    held |= {"weights": weights, "mapping": np.arange(len(rows))[::-1].copy()}
    save_file(
        {name: one.copy() for name, one in held.items()}, tmp_path / "model.safetensors"
    )
    assert np.allclose(load(files_of(tmp_path)).encode(TITLES), before, atol=1e-3)


def test_a_matrix_of_another_vocabulary_is_refused(tmp_path: Path) -> None:
    little_static(tmp_path, matrix=np.ones((7, 4), np.float32))
    with pytest.raises(ModelUnusable, match="7 rows for 30522 tokens"):
        load(files_of(tmp_path))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    little_static(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(ModelUnusable, match=r"tokenizer\.json cannot be read"):
        load(files_of(tmp_path))


@pytest.mark.parametrize(
    ("way", "vector"),
    [("mean_tokens", [2, 3]), ("cls_token", [1, 4]), ("max_tokens", [3, 4])],
)
def test_tokens_are_pooled_as_the_folder_says(
    tmp_path: Path, way: str, vector: list[int]
) -> None:
    (tmp_path / "1_Pooling").mkdir()
    says = {f"pooling_mode_{one}": one == way for one in Pooling}
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(says))
    hidden = np.array([[[1, 4], [3, 2], [9, 9]]], np.float32)
    found = pooled(hidden, np.array([[1, 1, 0]]), pooling_of(tmp_path))
    assert found.tolist() == [vector]


def test_without_a_word_on_pooling_it_is_the_mean(tmp_path: Path) -> None:
    assert pooling_of(tmp_path) is Pooling.MEAN


@given(some.lists(some.integers(0, 600), min_size=1, max_size=300))
def test_batches_hold_every_row_once_with_near_lengths(rows: list[int]) -> None:
    found = [batch.tolist() for batch in batches(rows)]
    assert sorted(chain(*found)) == list(range(len(rows)))
    in_order = [rows[place] for batch in found for place in batch]
    assert in_order == sorted(rows, reverse=True)
