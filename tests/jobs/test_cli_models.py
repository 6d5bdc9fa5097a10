from functools import partial
from pathlib import Path

import pytest
from cli_calls import Say, answer
from models_at_hand import little_static, minilm


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def say(say: Say, home: Path) -> Say:
    """Return a call of `harvestman models` in the home, which is there."""
    home.mkdir()
    return partial(say, "models")


@pytest.fixture
def source(tmp_path: Path) -> str:
    return str(little_static(tmp_path / "source"))


def test_a_model_is_added_listed_and_removed(say: Say, source: str) -> None:
    made = answer(say("add", source, "quick", "--json"))
    assert (made["name"], made["kind"], made["dims"]) == ("quick", "static", 16)
    assert answer(say("list", "--json"))["models"] == [made]
    assert "quick" in say("list")[1]
    assert answer(say("remove", "quick", "--json")) == {"removed": "quick"}
    assert "No model yet" in say("list")[1]


def test_adding_says_how_a_model_is_used(say: Say, source: str) -> None:
    assert 'encoder = "quick"' in say("add", source, "quick")[1]


def test_what_is_no_model_fails_with_what_was_expected(say: Say, home: Path) -> None:
    code, _, said = say("add", str(home), "quick")
    assert code == 1
    assert "holds no model: expected tokenizer.json" in said


def test_what_cannot_be_exported_leaves_nothing(
    say: Say, source: str, home: Path
) -> None:
    say("add", source, "quick")
    code, _, said = say("export", "quick", "--to", "static", "other")
    assert (code, "only a model that reads texts can be distilled" in said) == (1, True)
    assert [path.name for path in (home / "models").iterdir()] == ["quick"]


def test_an_unknown_model_is_named(say: Say) -> None:
    code, _, said = say("export", "nothing", "other")
    assert (code, "the model = 'nothing'" in said) == (1, True)


def test_an_encoder_that_is_nowhere_stops_enriching_at_once(
    say: Say, home: Path
) -> None:
    (home / "harvestman.toml").write_text('[enrich]\nencoder = "nothing"\n')
    code, _, said = say.func("enrich")  # type: ignore[attr-defined]
    assert (code, "enrich.encoder = 'nothing'" in said) == (1, True)


def test_the_doctor_looks_at_the_models_that_are_set(say: Say, home: Path) -> None:
    doctor = partial(say.func, "doctor", "--json")  # type: ignore[attr-defined]
    assert looked(doctor()) == [("encoder", "good"), ("pipeline", "good")]
    text = f'[enrich]\nencoder = "{minilm()}"\npipeline = "nothing"\n'
    (home / "harvestman.toml").write_text(text)
    assert looked(doctor()) == [("encoder", "good"), ("pipeline", "bad")]


def looked(said: tuple[int, str, str]) -> list[tuple[str, str]]:
    checks = answer(said)["checks"]
    found = [(check["name"], check["state"]) for check in checks]
    return [one for one in found if one[0] in ("encoder", "pipeline")]
