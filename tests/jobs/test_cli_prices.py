"""`harvestman prices`: rules are tried out, set, told of and ended."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_calls import Say, answer

from ledger import audit
from ledger.open import open_ledger
from ledger.prices import Cost, reprice
from ledger.skus import mint
from ledger.states import states

LONG_AGO = datetime.now(UTC) - timedelta(days=60)
KETTLES, POTS = "kitchen/kettles", "kitchen/pots"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def skus(home: Path) -> list[str]:
    """Two kettles and a pot of €10, €20 and €30, sold for 60 days."""
    with open_ledger(home) as ledger, ledger.write() as connection:
        minted = list(
            mint(connection, {"a": "a", "b": "b", "c": "cd"}, LONG_AGO).values()
        )
        places = zip(
            minted, (KETTLES, KETTLES, POTS), (1_000, 2_000, 3_000), strict=True
        )
        costs = [
            Cost(sku, place, minor, "EUR", "in_stock", LONG_AGO)
            for sku, place, minor in places
        ]
        reprice(connection, costs, LONG_AGO)
    return minted


def prices(home: Path, skus: list[str]) -> list[int | None]:
    with open_ledger(home) as ledger, ledger.read() as connection:
        held = states(connection)
    return [held[sku].price_minor for sku in skus]


def test_a_rule_for_all_changes_all_at_once(say: Say, home: Path, skus) -> None:
    assert prices(home, skus) == [1_200, 2_400, 3_600]
    code, out, _ = say("prices", "set", "--percent", "25", "--as", "ann")
    assert (code, out) == (
        0,
        "rule 1 is in force for all products: cost + 25 %; 3 prices changed in the shop\n",
    )
    assert prices(home, skus) == [1_250, 2_500, 3_750]


def test_a_rule_for_a_category_changes_it_alone(say: Say, home: Path, skus) -> None:
    say("prices", "set", "--category", KETTLES, "--percent", "30", "--round", ".99")
    assert prices(home, skus) == [1_299, 2_599, 3_600]


def test_a_fixed_price_is_for_one_product(say: Say, home: Path, skus) -> None:
    typed = skus[0].lower()
    done = answer(say("prices", "set", "--sku", typed, "--fixed", "12.90", "--json"))
    assert (done["changed"], done["rule"]["fixed_minor"]) == (1, 1_290)
    assert prices(home, skus)[0] == 1_290


@pytest.mark.parametrize(("margin", "price"), [("50%", 1_500), ("7.50", 1_750)])
def test_a_least_margin_lifts_prices(
    say: Say, home: Path, skus, margin: str, price: int
) -> None:
    say("prices", "set", "--least-margin", margin)
    assert prices(home, skus)[0] == price


def test_an_ended_rule_leaves_the_prices_that_were(say: Say, home: Path, skus) -> None:
    say("prices", "set", "--percent", "25")
    code, out, _ = say("prices", "end", "1")
    assert (code, out) == (
        0,
        "rule 1 for all products has ended; 3 prices changed in the shop\n",
    )
    assert prices(home, skus) == [1_200, 2_400, 3_600]
    assert say("prices", "end", "1")[0] == 1


def test_a_preview_tells_what_would_change_and_changes_nothing(
    say: Say, home: Path, skus
) -> None:
    asked = ("prices", "preview", "--category", "kitchen", "--percent", "30")
    found = answer(say(*asked, "--json"))
    told = (found["changed"], found["up"], found["down"], found["median_percent"])
    assert told == (3, 3, 0, 8.33)
    assert [one["after_minor"] for one in found["largest"]] == [
        3_900,
        2_600,
        1_300,
    ] or (
        sorted(one["after_minor"] for one in found["largest"]) == [1_300, 2_600, 3_900]
    )
    assert "would change 3 of 3 prices: 3 up, 0 down" in say(*asked)[1]
    assert prices(home, skus) == [1_200, 2_400, 3_600]
    assert answer(say("prices", "list", "--json"))["rules"] == []


def test_a_preview_tells_of_prices_that_end_at_the_floor(say: Say, skus) -> None:
    found = answer(say("prices", "preview", "--sku", skus[0], "--fixed", "9", "--json"))
    (change,) = found["largest"]
    assert (change["after_minor"], found["at_floor"]) == (1_000, 1)


def test_a_preview_of_nothing_says_so(say: Say, skus) -> None:
    assert (
        "would change no price of 3 products"
        in say("prices", "preview", "--percent", "20")[1]
    )


def test_rules_are_listed_with_who_set_them_and_why(say: Say, skus) -> None:
    assert "20 % above cost" in say("prices", "list")[1]
    say("prices", "set", "--percent", "12.5", "--as", "ann", "--note", "spring sale")
    said = say("prices", "list")[1]
    assert all(word in said for word in ("cost + 12.5 %", "ann", "spring sale"))
    say("prices", "set", "--percent", "13")
    assert len(answer(say("prices", "list", "--json"))["rules"]) == 1
    assert len(answer(say("prices", "list", "--ended", "--json"))["rules"]) == 2


def test_show_tells_the_rule_behind_each_part_and_the_low(say: Say, skus) -> None:
    say("prices", "set", "--category", KETTLES, "--percent", "5", "--round", ".99")
    said = say("prices", "show", skus[0])[1]
    told = ("€10.99", "€12.00", "rule 1: category kitchen/kettles", "reduced", "floor")
    assert [word for word in told if word not in said] == []
    found = answer(say("prices", "show", skus[0], "--json"))
    assert (found["was_minor"], found["low_minor"]) == (1_200, 1_099)
    assert [one["price_minor"] for one in found["versions"]] == [1_200, 1_099]
    assert [one["reason"] for one in found["versions"]] == ["publish", "rule"]


def test_a_merged_sku_shows_its_heir(say: Say, home: Path, skus) -> None:
    with open_ledger(home) as ledger, ledger.write() as connection:
        mint(connection, {"a": "acd", "b": "b"}, LONG_AGO)
    assert f"{skus[0]} was merged into {skus[2]}" in say("prices", "show", skus[0])[1]


def test_what_is_set_and_ended_is_audited(say: Say, home: Path, skus) -> None:
    say("prices", "set", "--percent", "25", "--as", "ann")
    say("prices", "end", "1", "--as", "bob")
    with open_ledger(home) as ledger, ledger.read() as connection:
        rows = connection.exec_driver_sql("SELECT actor, action FROM audit").all()
        assert audit.verify(connection).ok
    assert [tuple(row) for row in rows] == [
        ("ann", "price.rule_set"),
        ("bob", "price.rule_ended"),
    ]


def test_works_have_the_price_of_their_kind(say: Say, skus) -> None:
    done = answer(
        say("prices", "set", "--kind", "buying_guide", "--fixed", "4.90", "--json")
    )
    assert (done["rule"]["key"], done["rule"]["fixed_minor"]) == ("buying_guide", 490)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--percent", "a lot"], "'a lot' is no percentage: write 25 or 12.75"),
        (["--percent", "1.234"], "is no percentage"),
        (["--percent", "-5"], "is no percentage"),
        (["--fixed", "12,90", "--sku", "x"], "is no amount of money: write 12.90"),
        (
            ["--fixed", "1.999", "--category", KETTLES],
            "more decimals than the 2 of EUR",
        ),
        (["--fixed", "1", "--sku", "x", "--currency", "euro"], "is no currency"),
        (["--fixed", "1"], "a fixed price is for a product"),
        (["--percent", "1", "--fixed", "1", "--sku", "@"], "marked up or fixed"),
        (["--percent", "1", "--sku", "@", "--category", "a"], "one --category, one"),
        (["--percent", "1", "--category", "kitchen/ketles"], "mean kitchen/kettles?"),
        (["--percent", "1", "--sku", "HV-0000000"], "no product was ever sold under"),
        (["--kind", "poem", "--fixed", "1"], "no works of the kind 'poem'; there are"),
        (["--kind", "buying_guide", "--percent", "1"], "give a fixed price alone"),
        (["--percent", "999999"], "a markup is to be from 0 to 100000 %"),
        ([], "it says nothing"),
    ],
)
@pytest.mark.parametrize("command", ["set", "preview"])
def test_what_is_no_rule_is_refused_and_named(
    say: Say, skus, command: str, options: list[str], said: str
) -> None:
    options = [skus[1] if option == "@" else option for option in options]
    code, _, complaint = say("prices", command, *options)
    assert code in {1, 2}
    assert said in complaint
    assert answer(say("prices", "list", "--json"))["rules"] == []


def test_a_sku_without_a_price_is_said_so(say: Say, skus) -> None:
    code, _, complaint = say("prices", "show", "HV-0000000")
    assert code == 1
    assert "there is no price of 'HV-0000000'" in complaint
