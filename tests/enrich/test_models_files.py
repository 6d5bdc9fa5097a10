from pathlib import Path

import pytest
from models_at_hand import english, little_static, minilm

from enrich.errors import ModelMissing, ModelUnusable
from enrich.models.encoder import Chosen, name_of
from enrich.models.files import Kind, digest, files_of
from enrich.models.place import find
from enrich.settings import EnrichSettings


def test_a_model_is_told_by_its_files(tmp_path: Path) -> None:
    found = {files_of(minilm()).kind, files_of(english()).kind}
    assert found == {Kind.REFERENCE, Kind.PIPELINE}
    assert files_of(little_static(tmp_path)).kind is Kind.STATIC


def test_a_file_for_onnxruntime_goes_before_weights_that_need_torch(
    tmp_path: Path,
) -> None:
    for path in minilm().glob("*.*"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "model.onnx").touch()
    assert files_of(tmp_path).kind is Kind.ONNX


def test_what_is_no_model_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(ModelUnusable, match=r"expected tokenizer\.json.*notes\.txt"):
        files_of(tmp_path)


def test_other_weights_are_another_model(tmp_path: Path) -> None:
    files = files_of(little_static(tmp_path))
    before = name_of(files)
    with (tmp_path / "static.npy").open("ab") as file:
        file.write(b"x")
    assert name_of(files) != before


def test_a_copy_elsewhere_has_the_same_digest(tmp_path: Path) -> None:
    one, other = (files_of(little_static(tmp_path / name)) for name in "ab")
    assert digest(one) == digest(other)


def test_a_name_stands_for_a_model_of_the_home(tmp_path: Path) -> None:
    place = little_static(tmp_path / "models" / "quick")
    assert find("quick", str(tmp_path)) == find(str(place), "") == place


@pytest.mark.parametrize("name", ["nothing", "../nothing", "hub:nobody/nothing"])
def test_an_unknown_name_says_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissing, match=r"enrich\.encoder = .*harvestman models"):
        find(name, str(tmp_path))


def test_what_the_hub_could_not_have_is_refused() -> None:
    with pytest.raises(ModelMissing, match="hub:owner/model"):
        find("hub:no/such/model/at/all", "")


def test_without_a_model_words_are_hashed() -> None:
    encoder = Chosen(EnrichSettings(), "").load()
    assert (encoder.dims, encoder.name[:6]) == (256, "hashes")


def test_a_pipeline_is_no_encoder() -> None:
    chosen = Chosen(EnrichSettings(encoder=str(english())), "")
    with pytest.raises(ModelUnusable, match=r"enrich\.pipeline"):
        chosen.load()
