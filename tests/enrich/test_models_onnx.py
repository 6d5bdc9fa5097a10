"""MiniLM by torch, by onnxruntime, and distilled: all three from one folder."""

import threading
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest
from models_at_hand import TITLES, little_static, minilm

from enrich.errors import ModelRefused
from enrich.models import onnxexport
from enrich.models.distil import distil
from enrich.models.encoder import Encoder, load
from enrich.models.files import files_of
from enrich.models.samples import SAMPLES, agreement
from enrich.models.tokens import tokenizer


@pytest.fixture(scope="module")
def reference() -> Encoder:
    return load(files_of(minilm()))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onnx")
    assert onnxexport.export(files_of(minilm()), folder) > 0.999
    return folder


@pytest.fixture(scope="module")
def onnx(exported: Path) -> Encoder:
    return load(files_of(exported))


def test_the_reference_knows_meaning(reference: Encoder) -> None:
    vectors = reference.encode(["cup of tea", "hot drink in a mug", "car tyre"])
    near = vectors @ vectors[0]
    assert reference.dims == 384
    assert near[1] > near[2] + 0.2


def test_the_exported_file_says_the_same(reference: Encoder, onnx: Encoder) -> None:
    one, other = reference.encode(TITLES), onnx.encode(TITLES)
    assert (one * other).sum(axis=1).min() > 0.999


@pytest.mark.parametrize("name", ["reference", "onnx"])
def test_a_vector_does_not_depend_on_the_texts_beside(
    name: str, request: pytest.FixtureRequest
) -> None:
    encoder: Encoder = request.getfixturevalue(name)
    alone = np.concatenate([encoder.encode([title]) for title in TITLES])
    assert np.allclose(encoder.encode(TITLES), alone, atol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_long_texts_are_cut_alike(reference: Encoder, onnx: Encoder) -> None:
    text = " ".join(SAMPLES) * 4
    same, other = (encoder.encode([text])[0] for encoder in (reference, onnx))
    assert same @ other > 0.999


def test_threads_take_turns(onnx: Encoder) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(onnx.encode(SAMPLES))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [len(SAMPLES)] * 4


def test_some_tokens_distilled_agree_with_their_source(
    exported: Path, tmp_path: Path, onnx: Encoder
) -> None:
    words = tokenizer(exported).encode(" ".join(SAMPLES), add_special_tokens=False)
    seen: list[tuple[int, int]] = []
    told = distil(
        files_of(exported),
        tmp_path,
        lambda *how_far: seen.append(how_far),
        only=words.ids,
    )
    made = load(files_of(tmp_path))
    assert seen[-1][0] == seen[-1][1] > 200
    assert told == pytest.approx(agreement(made, onnx))
    assert told > 0.5


def test_a_model_that_says_other_things_is_not_exported(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(tokens: object, model: object, path: Path, weight_bytes: int) -> None:
        copyfile(exported / path.name, path)

    monkeypatch.setattr(onnxexport, "LEAST_COSINE", 1.1)
    monkeypatch.setattr(onnxexport, "_write", written)  # ten seconds, the second time
    with pytest.raises(ModelRefused, match="says other things"):
        onnxexport.export(files_of(minilm()), tmp_path)


def test_only_what_transformers_runs_is_exported(tmp_path: Path) -> None:
    files = files_of(little_static(tmp_path / "a"))
    with pytest.raises(ModelRefused, match="is static"):
        onnxexport.export(files, tmp_path / "b")
