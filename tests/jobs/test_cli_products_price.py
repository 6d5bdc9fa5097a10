"""`harvestman products price`: what one product costs, and that again as its kind."""

from pathlib import Path

import pytest
from cli_calls import Say, answer
from copied_home import copied
from told_editions import LAMPS, tell

from lake.store import Lake
from ledger.open import open_ledger
from ledger.rules import ever_set
from ledger.trail import steps
from ledger.works import work_of


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = Lake.open(tmp_path_factory.mktemp("priced"))
    tell(lake, LAMPS, "e1aaaaaaaaaaaa", "draft", "checked", title="Lamps")
    return lake.home


@pytest.fixture
def home(tmp_path: Path, lived: Path) -> Path:
    copied(lived, tmp_path / "home")
    return tmp_path / "home"


def test_a_price_is_set_under_a_sku_and_ended_again_both_in_the_audit(
    say: Say, home: Path
) -> None:
    set_ = answer(say("products", "price", LAMPS[:8], "4.90", "USD", "--json"))
    assert (set_["price_minor"], set_["currency"]) == (490, "USD")
    answer(say("products", "price", LAMPS[:8], "--end", "--json"))
    with open_ledger(home) as ledger, ledger.read() as connection:
        assert work_of(connection, set_["sku"]) == LAMPS
        (rule,) = ever_set(connection)
        deeds = [one.action for one in steps(connection, 9)][::-1]
    assert (rule.key, rule.fixed_minor, rule.ended_at is None) == (
        *(set_["sku"], 490),
        False,
    )
    assert deeds == ["price.rule_set", "price.rule_ended"]


def test_it_is_told_when_a_price_holds(say: Say, home: Path) -> None:
    assert "costs €4.90; it is so in the shop with the next" in said(say, "4.90")
    assert "is free" in said(say, "0")


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 2), (("4.90", "--end"), 2), (("x",), 2), (("4.905",), 2), (("--end",), 1)],
)
def test_what_makes_no_sense_is_refused(
    say: Say, home: Path, words: tuple[str, ...], code: int
) -> None:
    assert say("products", "price", LAMPS[:8], *words)[0] == code
    with open_ledger(home) as ledger, ledger.read() as connection:
        assert ever_set(connection) == []


def said(say: Say, amount: str) -> str:
    return " ".join(say("products", "price", LAMPS[:8], amount)[1].split())
