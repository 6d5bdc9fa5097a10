"""Rules: the narrowest that says a part has it, and none is lost with its sku."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from ledger import audit
from ledger.errors import RuleRefused, RuleUnknown, SkuUnknown
from ledger.open import Ledger
from ledger.prices import Cost, asked
from ledger.pricing import DEAREST_MINOR, MOST_BP
from ledger.rules import Rule, end_rule, ever_set, in_force, set_rule
from ledger.skus import mint
from ledger.terms import plan


@pytest.fixture
def writer(ledger: Ledger) -> Iterator[Connection]:
    with ledger.write() as connection:
        yield connection


def asked_for(connection: Connection, sku: str, currency: str = "EUR") -> int:
    cost = Cost(sku, "kitchen/kettles/steel", 1_000, currency, None, None)
    return asked(cost, plan(connection, 2_000))


def test_the_narrowest_rule_makes_the_price(writer: Connection, now: datetime) -> None:
    (sku,) = mint(writer, {"a": ()}, now).values()
    rules = [
        (Rule("all", markup_bp=1_000), 1_100),
        (Rule("category", "kitchen", markup_bp=1_100), 1_110),
        (Rule("category", "kitchen/kettles", markup_bp=1_200), 1_120),
        (Rule("category", "kitchen/kettles/steel", markup_bp=1_300), 1_130),
        (Rule("category", "kitchen/pots", markup_bp=9_000), 1_130),
        (Rule("category", "kitchen/kettles/steelworks", markup_bp=9_000), 1_130),
        (Rule("product", sku, markup_bp=1_400), 1_140),
    ]
    assert asked_for(writer, sku) == 1_200
    for rule, price in rules:
        set_rule(writer, rule, now)
        assert asked_for(writer, sku) == price


def test_each_part_comes_from_the_narrowest_that_says_it(
    writer: Connection, now: datetime
) -> None:
    set_rule(writer, Rule("all", rounding=".99", least_margin_bp=4_000), now)
    set_rule(writer, Rule("category", "kitchen", markup_bp=500), now)
    made = plan(writer, 2_000).terms("x", "kitchen", "EUR")
    assert (made.markup_bp, made.least_margin_bp, made.rounding) == (500, 4_000, ".99")
    assert made.rule_ids == (1, 2)
    assert asked_for(writer, "x") == 1_499


def test_a_markup_goes_before_the_fixed_price_of_a_wider_rule(
    writer: Connection, now: datetime
) -> None:
    (sku,) = mint(writer, {"a": ()}, now).values()
    fixed = Rule("category", "kitchen", fixed_minor=5_000, currency="EUR")
    set_rule(writer, fixed, now)
    assert asked_for(writer, sku) == 5_000
    set_rule(writer, Rule("product", sku, markup_bp=0), now)
    assert asked_for(writer, sku) == 1_000


def test_an_amount_of_another_currency_holds_nothing(
    writer: Connection, now: datetime
) -> None:
    fixed = Rule("category", "kitchen", fixed_minor=5_000, currency="USD")
    set_rule(writer, fixed, now)
    margin = Rule("all", least_margin_minor=5_000, currency="USD")
    set_rule(writer, margin, now)
    assert asked_for(writer, "x") == 1_200
    assert asked_for(writer, "x", "USD") == 6_000


def test_setting_again_keeps_the_other_parts(writer: Connection, now: datetime) -> None:
    set_rule(writer, Rule("all", markup_bp=3_000, note="spring"), now)
    set_rule(writer, Rule("all", rounding=".99"), now)
    (rule,) = in_force(writer)
    assert (rule.markup_bp, rule.rounding, rule.note) == (3_000, ".99", "spring")
    assert [one.ended_at for one in ever_set(writer)] == [now, None]


def test_the_newer_of_markup_and_fixed_price_counts(
    writer: Connection, now: datetime
) -> None:
    of = Rule("category", "kitchen")
    set_rule(writer, replace(of, markup_bp=3_000), now)
    set_rule(writer, replace(of, fixed_minor=700, currency="EUR"), now)
    (rule,) = in_force(writer)
    assert (rule.markup_bp, rule.fixed_minor) == (None, 700)
    set_rule(writer, replace(of, markup_bp=0), now)
    (rule,) = in_force(writer)
    assert (rule.markup_bp, rule.fixed_minor, rule.currency) == (0, None, None)


def test_an_ended_rule_makes_no_price(writer: Connection, now: datetime) -> None:
    rule = set_rule(writer, Rule("all", markup_bp=3_000), now)
    end_rule(writer, rule.rule_id, "ann", now - timedelta(days=1))
    assert asked_for(writer, "x") == 1_200
    assert ever_set(writer)[0].ended_at == now
    with pytest.raises(RuleUnknown, match=f"no price rule {rule.rule_id} is in force"):
        end_rule(writer, rule.rule_id, "ann", now)


def test_setting_and_ending_stand_in_the_audit_without_the_note(
    writer: Connection, now: datetime
) -> None:
    rule = Rule("all", markup_bp=3_000, actor="ann", note="because of Bob")
    end_rule(writer, set_rule(writer, rule, now).rule_id, "ann", now)
    rows = writer.exec_driver_sql("SELECT action, actor, facts FROM audit ORDER BY seq")
    assert [tuple(row) for row in rows] == [
        ("price.rule_set", "ann", '{"markup_bp":3000,"rule_id":1}'),
        ("price.rule_ended", "ann", '{"rule_id":1}'),
    ]
    assert audit.verify(writer).ok


def test_the_rule_of_a_merged_sku_is_its_heirs(
    writer: Connection, now: datetime
) -> None:
    old = mint(writer, {"a": "a", "b": "bc"}, now)
    set_rule(writer, Rule("product", old["a"], markup_bp=5_000), now)
    mint(writer, {"a": "abc"}, now)
    assert asked_for(writer, old["b"]) == 1_500


def test_an_heirs_own_rule_goes_before_an_inherited_one(
    writer: Connection, now: datetime
) -> None:
    old = mint(writer, {"a": "a", "b": "bc"}, now)
    set_rule(writer, Rule("product", old["b"], markup_bp=6_000), now)
    set_rule(writer, Rule("product", old["a"], markup_bp=5_000), now)
    mint(writer, {"a": "abc"}, now)
    assert asked_for(writer, old["b"]) == 1_600


def test_of_two_inherited_rules_the_newer_counts(
    writer: Connection, now: datetime
) -> None:
    old = mint(writer, {"a": "a", "b": "b", "c": "cde"}, now)
    set_rule(writer, Rule("product", old["b"], markup_bp=6_000), now)
    set_rule(writer, Rule("product", old["a"], markup_bp=5_000), now)
    mint(writer, {"a": "abcde"}, now)
    assert asked_for(writer, old["c"]) == 1_500


def test_a_rule_set_for_a_merged_sku_is_kept_under_its_heir(
    writer: Connection, now: datetime
) -> None:
    old = mint(writer, {"a": "a", "b": "bc"}, now)
    mint(writer, {"a": "abc"}, now)
    rule = set_rule(writer, Rule("product", old["a"], markup_bp=5_000), now)
    assert rule.key == old["b"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("all"), "says nothing"),
        (Rule("category", "", markup_bp=1), "says of no category"),
        (Rule("nowhere", "x", markup_bp=1), "a scope is one of all, category"),
        (Rule("all", fixed_minor=1, currency="EUR"), "a fixed price is for a product"),
        (Rule("category", "a", fixed_minor=1), "needs its currency"),
        (Rule("kind", "guide", markup_bp=1), "a fixed price alone"),
        (Rule("all", rounding=".42"), "prices end none, whole"),
        (Rule("all", markup_bp=-1), "a markup is to be from 0"),
        (Rule("all", markup_bp=MOST_BP + 1), "to 100000 %"),
        (
            Rule("category", "a", fixed_minor=DEAREST_MINOR + 1, currency="EUR"),
            "a fixed price is to be",
        ),
        (
            Rule("category", "a", markup_bp=1, fixed_minor=1, currency="EUR"),
            "marked up or fixed",
        ),
    ],
)
def test_a_rule_of_which_no_price_can_be_made_is_refused(
    writer: Connection, now: datetime, rule: Rule, said: str
) -> None:
    with pytest.raises(RuleRefused, match=said):
        set_rule(writer, rule, now)
    assert in_force(writer) == []


def test_a_sku_that_never_was_is_refused(writer: Connection, now: datetime) -> None:
    with pytest.raises(SkuUnknown, match="'HV-NEVER'"):
        set_rule(writer, Rule("product", "HV-NEVER", markup_bp=1), now)


def test_amounts_of_two_currencies_are_refused(
    writer: Connection, now: datetime
) -> None:
    of = Rule("category", "a")
    set_rule(writer, replace(of, least_margin_minor=1, currency="EUR"), now)
    with pytest.raises(RuleRefused, match="counts in EUR, not in USD: end rule 1"):
        set_rule(writer, replace(of, fixed_minor=1, currency="USD"), now)
