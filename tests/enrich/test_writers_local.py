"""A model of this machine as a writer: one that learned one answer, and ones that babble."""

import shutil
import socket

import msgspec
import pytest
from pens import well
from sound_work import EVIDENCE, sound
from tiny_writers import causal, seq2seq

from enrich.errors import EngineMissing, ModelMissing, ModelUnusable
from enrich.generate.writers import local
from enrich.generate.writers.chosen import chosen
from enrich.generate.writers.settings import WritersSettings
from enrich.generate.writers.wording import paragraphs, worded
from enrich.generate.writers.writer import RULES, asked

FIRST = paragraphs(sound(), EVIDENCE)[0]
PROMPT = f"{RULES}\n\n{asked(FIRST.brief)}\n"
GOOD = well(FIRST.brief.plain)


@pytest.fixture(scope="module")
def able(tmp_path_factory):
    folder = tmp_path_factory.mktemp("able")
    return causal(folder, PROMPT, GOOD, learned=True)


def writer(folder, timeout_s: float = 60.0) -> local.LocalWriter:
    return local.LocalWriter(folder, 1, timeout_s)


def test_what_a_model_has_learned_to_say_is_used(able) -> None:
    (answer,) = writer(able).write([FIRST.brief])
    assert answer == GOOD
    assert worded(sound(), EVIDENCE, [(FIRST, answer)], "able")


def test_the_same_brief_has_the_same_answer(able) -> None:
    briefs = [paragraph.brief for paragraph in paragraphs(sound(), EVIDENCE)]
    assert writer(able).write(briefs) == writer(able).write(briefs)


def test_nonsense_leaves_the_words_of_the_template(tmp_path) -> None:
    folder = causal(tmp_path, PROMPT, GOOD, learned=False)
    found = paragraphs(sound(), EVIDENCE)
    answers = writer(folder).write([paragraph.brief for paragraph in found])
    assert len(answers) == len(found)
    held = list(zip(found, answers, strict=True))
    assert worded(sound(), EVIDENCE, held, "babbler") is None


def test_a_model_that_reads_first_is_run_as_well(tmp_path) -> None:
    folder = seq2seq(tmp_path, PROMPT)
    (answer,) = writer(folder).write([FIRST.brief])
    assert worded(sound(), EVIDENCE, [(FIRST, answer)], "babbler") is None


def test_a_model_that_takes_too_long_has_no_answer(able) -> None:
    assert writer(able, timeout_s=1e-9).write([FIRST.brief]) == [None]


def test_a_brief_that_is_too_long_for_a_model_has_no_answer(able) -> None:
    long = msgspec.structs.replace(FIRST.brief, plain="word " * 900)
    assert writer(able).write([long]) == [None]


def test_nothing_is_asked_of_the_network(able, monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a model of this machine needs no network")

    local.loaded.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert writer(able).write([FIRST.brief]) == [GOOD]


def test_weights_that_may_hold_code_are_not_read(able, tmp_path) -> None:
    shutil.copytree(able, tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").rename(tmp_path / "m" / "pytorch_model.bin")
    with pytest.raises(ModelUnusable, match="lacks weights as safetensors"):
        local.folder_of(str(tmp_path / "m"), "")


@pytest.mark.parametrize(
    ("model", "error"), [("nowhere", ModelMissing), ("empty", ModelUnusable)]
)
def test_a_folder_without_a_model_is_refused_by_the_setting(
    tmp_path, model, error
) -> None:
    (tmp_path / "empty").mkdir()
    wanted = WritersSettings(writer="local", model=str(tmp_path / model))
    with pytest.raises(error, match=r"writers\.model"):
        chosen(wanted, tmp_path)


def test_a_model_that_cannot_be_read_gives_no_answer(able, tmp_path, capsys) -> None:
    folder = tmp_path / "m"
    shutil.copytree(able, folder)
    (folder / "model.safetensors").write_bytes(b"{" * 100)
    assert writer(folder).write([FIRST.brief]) == [None]
    assert "writers.model: transformers cannot read" in capsys.readouterr().out


def test_without_torch_it_is_said_what_to_install(able, monkeypatch) -> None:
    monkeypatch.setattr(local, "find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match=r"harvestman\[torch\]"):
        local.folder_of(str(able), "")
