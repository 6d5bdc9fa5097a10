"""The prompt, driven by keys through a pipe, and what it offers on Tab."""

import stat

import duckdb
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from jobs.cli.call import make_call
from jobs.cli.lake_complete import SqlCompleter
from jobs.cli.lake_prompt import is_whole, prompt
from lake.pin import pin
from lake.store import Lake


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type keys at the prompt and return what it prints."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    pin(Lake.open(tmp_path / "home"))
    call = make_call(tmp_path / "home", as_json=False)

    def told(*lines):
        with create_pipe_input() as keys, create_app_session(keys, DummyOutput()):
            keys.send_text("".join(f"{line}\r" for line in lines))
            prompt(call)
        return capsys.readouterr()

    return told


@pytest.fixture(scope="module")
def completer():
    with duckdb.connect() as connection:
        return SqlCompleter(connection)


def test_a_question_of_several_lines_is_answered(typed):
    assert "42" in typed("SELECT 40", "+ 2 AS sum;", ".quit").out


def test_an_error_does_not_end_it(typed):
    told = typed("SELEC;", ".nothing", ".describe nothing", "SELECT 7;", "quit")
    assert "that is not SQL" in told.err
    assert "no .nothing; there are .tables" in told.err
    assert "no table 'nothing'" in told.err
    assert "7" in told.out


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("table", "a\n─\n1"),
        ("lines", "── row 1 ──\na  1"),
        ("csv", '"a"\n1'),
        ("json", '{"a":1}'),
    ],
)
def test_answers_look_as_the_mode_says(typed, mode, said):
    assert said in typed(f".mode {mode}", "SELECT 1 AS a;", ".quit").out


def test_dot_commands_answer(typed):
    told = typed(".help", ".tables", ".describe hosts;", ".mode maybe", ".quit")
    assert ".describe TABLE" in told.out
    assert "One stored response." in told.out
    assert "The host name." in told.out
    assert "table, lines, csv, json" in told.err


def test_the_end_of_input_leaves(typed):
    assert ".help says more" in typed("\x04").out


def test_only_its_user_can_read_what_was_typed(typed, tmp_path):
    typed("SELECT 'secret';", ".quit")
    history = tmp_path / "state" / "harvestman" / "sql_history"
    assert "secret" in history.read_text()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert stat.S_IMODE(history.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", True),
        ("SELECT 1", False),
        ("SELECT 1 ; ", True),
        (".tab", True),
        ("exit", True),
    ],
)
def test_an_entry_is_whole_at_its_semicolon(text, whole):
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("SELECT * FROM off", ["offers", "offers_latest"]),
        ("FROM pages JOIN bod", ["bodies"]),
        ("FROM offers SELECT price_m", ["price_minor"]),
        ("FROM offers o SELECT o.curr", ["currency"]),
        (".des", [".describe"]),
        (".describe price_h", ["price_history"]),
        (".mode l", ["lines"]),
        ("SELE", ["SELECT"]),
        ("SELECT regexp_full", ["regexp_full_match"]),
    ],
)
def test_tab_offers_what_may_stand_there(completer, text, offered):
    found = completer.get_completions(Document(text), CompleteEvent())
    assert [one.text for one in found] == offered
