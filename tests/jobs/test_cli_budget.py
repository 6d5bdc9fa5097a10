"""A campaign whose budget is used up says so, and which one it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from frontier.frontier import Frontier
from frontier.plan import Budgets, Plan
from frontier.politeness import Politeness
from jobs.cli import main

PLAN = Plan(politeness=Politeness(delay_s=0.0), budgets=Budgets(host=1))
URLS = ["http://a.test/1", "http://a.test/2", "http://b.test/1"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a campaign that has fetched a page of each of its hosts."""
    frontier = Frontier.open(tmp_path / "frontier", "shops", 1.0, PLAN)
    frontier.schedule(URLS, 1.0)
    frontier.done(frontier.next_batch(9, 2.0).ids, 3.0)
    frontier.close()
    return tmp_path


def said(home: Path, capsys: Any, *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--home", str(home)])
    assert not left.value.code
    return str(capsys.readouterr().out)


@pytest.mark.parametrize("room", ["campaign", "frontier"])
def test_the_budget_that_keeps_all_is_named(home: Path, capsys: Any, room: str) -> None:
    whose = ["shops"] if room == "campaign" else []
    shown = said(home, capsys, room, "stats", *whose)
    assert "never: pages_per_host is used up" in shown
    facts = json.loads(said(home, capsys, room, "stats", *whose, "--json"))
    told = facts["spent"], facts["withheld"], facts["next_ready_at"]
    assert told == ("pages_per_host", 1, None)


def test_lists_name_the_budget_too(home: Path, capsys: Any) -> None:
    assert "pages_per_host is used up" in said(home, capsys, "campaign", "list")
    assert "a larger budget" in said(home, capsys, "frontier", "hosts")


def test_what_waits_behind_a_budget_beside_others_is_counted(
    home: Path, capsys: Any
) -> None:
    frontier = Frontier.open(home / "frontier", "shops", 9.0, PLAN)
    frontier.schedule(["http://c.test/"], 9.0)
    frontier.close()
    lines = said(home, capsys, "campaign", "stats", "shops").splitlines()
    told = {
        name.strip(): value.strip()
        for name, _, value in (line.strip().partition("  ") for line in lines)
    }
    assert (told["behind a budget"], told["next ready"]) == ("1 URL", "now")
