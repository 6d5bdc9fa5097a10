"""A writer that cannot be is told at once, by its setting and by `doctor`."""

from pathlib import Path

import pytest
from cli_calls import Say, answer

LOCAL = {"HARVESTMAN_WRITERS_WRITER": "local", "HARVESTMAN_WRITERS_MODEL": "/gone"}
REMOTE = {"HARVESTMAN_WRITERS_WRITER": "remote", "HARVESTMAN_WRITERS_KEY": "sk-x-9"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def choose(monkeypatch):
    def choose(variables: dict[str, str]) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return choose


@pytest.mark.parametrize(
    ("chosen", "named"), [(LOCAL, "/gone"), (REMOTE, "what the service calls")]
)
def test_a_run_is_refused_before_it_begins(say: Say, choose, chosen, named) -> None:
    choose(chosen)
    code, out, err = say("run")
    assert code == 1
    assert "writers.model" in err
    assert named in err
    assert "step_started" not in err
    assert "sk-x-9" not in out + err


@pytest.mark.parametrize(
    ("chosen", "state"), [({}, "good"), (LOCAL, "bad"), (REMOTE, "bad")]
)
def test_doctor_looks_at_the_writer(say: Say, choose, chosen, state) -> None:
    choose(chosen)
    checks = answer(say("doctor", "--json"))["checks"]
    (check,) = (check for check in checks if check["name"] == "writer")
    assert check["state"] == state
    assert "writers.model" in check["found"] or not chosen


def test_a_key_does_not_stand_in_the_file(say: Say, home: Path) -> None:
    (home / "harvestman.toml").write_text('[writers]\nkey = "sk-x-9"\n')
    code, out, err = say("doctor")
    assert code == 2
    assert "HARVESTMAN_WRITERS_KEY" in err
    assert "sk-x-9" not in out + err
