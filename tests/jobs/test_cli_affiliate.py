"""`harvestman affiliate`: networks are heard, reports taken in, statements shown."""

import pytest
from cli_calls import answer

from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.vault import Vault, new_key

REPORT = """\
reference,status,commission,currency,sale,click,programme,at
T1,approved,5.00,EUR,60.00,01HZ,Pots,2026-05-04T12:00:00Z
T2,pending,1.25,EUR,,,Pots,2026-05-05
"""


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def report(say, home):
    def take_in(text, *options):
        file = home / "report.csv"
        file.write_text(text, encoding="utf-8")
        return say("affiliate", "import", "awin", str(file), *options, "--json")

    return take_in


def programmes(say):
    found = answer(say("affiliate", "statement", "--days", "3650", "--json"))
    return found["programmes"]


def test_a_report_is_taken_in_once_and_stands_in_the_statement(say, report):
    assert answer(report(REPORT)) == {"new": 2, "changed": 0, "known": 0}
    corrected = REPORT.replace("5.00,", "4.00,", 1)
    assert answer(report(corrected)) == {"new": 0, "changed": 1, "known": 1}
    (pots,) = programmes(say)
    sums = [pots[f"{name}_minor"] for name in ("pending", "cleared", "sale")]
    assert sums == [125, 400, 6000]
    assert "4.00" in say("affiliate", "statement", "--days", "3650")[1]


def test_columns_may_have_names_of_their_own(say, report):
    text = "Order ID;x\n".replace(";", ",") + "T9,1\n"
    told = ("reference=Order ID", "commission=x")
    options = [part for one in told for part in ("--column", one)]
    fixed = ("--fixed", "status=paid", "--fixed", "currency=JPY")
    assert answer(report(text, *options, *fixed))["new"] == 1
    assert programmes(say)[0]["paid_minor"] == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (REPORT + "T3,maybe,1,EUR,,,,\n", "line 4: status 'maybe'"),
        (REPORT + "T3,paid,1\n", "line 4: currency is missing"),
        (REPORT + "T1,paid,5,USD,,,,\n", "awin told T1 in EUR, now in USD"),
        ("a,b\n1,2\n", "no column for reference, status, commission, currency"),
        ("", "its headings are nothing"),
        (REPORT + '"T1', "no CSV file"),
    ],
)
def test_one_wrong_line_refuses_the_whole_report_and_is_named(say, report, text, why):
    code, _, err = report(text)
    assert code != 0
    assert why in " ".join(err.split())
    assert programmes(say) == []


def test_a_network_is_given_a_secret_once_and_heard_no_more(say, home, monkeypatch):
    key = new_key()
    monkeypatch.setenv("HARVESTMAN_LEDGER_VAULT_KEY", key)
    made = answer(say("affiliate", "hear", "awin", "--json"))
    assert made["url"].endswith("/postback/awin")
    settings = LedgerSettings(vault_key=key)
    with open_ledger(home, settings) as ledger, ledger.read() as connection:
        kept = Vault.from_key(key).get(connection, "affiliate.awin")
    assert kept == made["key"]
    assert say("affiliate", "hear", "--stop", "awin")[0] == 0
    assert "is not heard" in say("affiliate", "hear", "--stop", "awin")[2]


def test_without_a_key_for_the_vault_nothing_is_made(say):
    code, _, err = say("affiliate", "hear", "awin")
    assert (code, "HARVESTMAN_LEDGER_VAULT_KEY" in err) == (1, True)
