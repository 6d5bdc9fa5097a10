"""Generated works: a sku and a price each, as place() looks for them."""

from datetime import datetime

import pytest

from ledger.errors import RuleRefused
from ledger.open import Ledger
from ledger.preview import preview
from ledger.repricing import Repricing, reprice_sold
from ledger.rules import Rule, end_rule, set_rule
from ledger.states import Cost, State, middle_in_force, states
from ledger.works import costs_of_works, sku_of_work, skus_of_works, work_of

KINDS = {"aaaa": "niche_ebook", "bbbb": "niche_ebook", "cccc": "video"}
EBOOKS = Rule("kind", "niche_ebook", fixed_minor=490, currency="EUR")


def rule(ledger: Ledger, one: Rule, now: datetime) -> Rule:
    with ledger.write() as connection:
        return set_rule(connection, one, now)


def own(ledger: Ledger, key: str, minor: int, now: datetime) -> Rule:
    with ledger.write() as connection:
        sku = sku_of_work(connection, key, now)
        fixed = Rule("product", sku, fixed_minor=minor, currency="EUR")
        return set_rule(connection, fixed, now)


def publish(ledger: Ledger, now: datetime, *goods: Cost) -> dict[str, str]:
    """Bring all works and these goods into force; return skus by their works."""
    costs = costs_of_works(ledger, KINDS, now)
    prices = Repricing(ledger, now)
    prices.price([*costs.values(), *goods])
    prices.enforce()
    return {key: cost.sku for key, cost in costs.items()}


def held(ledger: Ledger) -> dict[str, State]:
    with ledger.read() as connection:
        return states(connection)


def prices(ledger: Ledger) -> list[int | None]:
    return [one.price_minor for one in held(ledger).values()]


def test_a_kinds_works_get_a_sku_and_its_price_once_and_others_stay_free(
    ledger: Ledger, now: datetime
) -> None:
    rule(ledger, EBOOKS, now)
    skus = publish(ledger, now)
    assert skus.keys() == {"aaaa", "bbbb"}
    one = held(ledger)[skus["aaaa"]]
    told = one.price_minor, one.currency, one.availability, one.version
    assert told == (490, "EUR", "in_stock", 1)
    with ledger.read() as connection:
        assert work_of(connection, skus["aaaa"]) == "aaaa"
        assert skus_of_works(connection) == {*skus.values()}
    before = held(ledger)
    assert publish(ledger, now) == skus
    assert held(ledger) == before


def test_its_own_price_goes_before_its_kinds_and_nothing_is_free_too(
    ledger: Ledger, now: datetime
) -> None:
    rule(ledger, EBOOKS, now)
    own(ledger, "aaaa", 990, now)
    own(ledger, "bbbb", 0, now)
    assert publish(ledger, now).keys() == {"aaaa"}
    assert prices(ledger) == [990]


def test_a_work_that_becomes_free_is_sold_no_more(
    ledger: Ledger, now: datetime
) -> None:
    publish_at = rule(ledger, EBOOKS, now)
    publish(ledger, now)
    with ledger.write() as connection:
        end_rule(connection, publish_at.rule_id, "1", now)
    assert publish(ledger, now) == {}
    assert {one.availability for one in held(ledger).values()} == {"discontinued"}


def test_rules_for_goods_leave_works_alone(ledger: Ledger, now: datetime) -> None:
    rule(ledger, EBOOKS, now)
    goods = Cost("HV-POT", "kitchen", 1_000, "EUR", "in_stock", now)
    skus = publish(ledger, now, goods)
    with pytest.raises(RuleRefused, match="no product stands in the category"):
        rule(ledger, Rule("category", "~works/niche_ebook", markup_bp=1), now)
    rule(ledger, Rule("all", markup_bp=5_000, rounding=".99"), now)
    reprice_sold(ledger, now, 2_000, "rule")
    assert held(ledger)[skus["aaaa"]].price_minor == 490
    assert held(ledger)["HV-POT"].price_minor == 1_499
    with ledger.read() as connection:
        assert middle_in_force(connection, "EUR") == 1_499
        doubled = preview(connection, Rule("all", markup_bp=10_000), 2_000)
    assert [one.sku for one in doubled.largest] == ["HV-POT"]


def test_a_work_is_not_marked_up(ledger: Ledger, now: datetime) -> None:
    with ledger.write() as connection:
        sku = sku_of_work(connection, "aaaa", now)
        with pytest.raises(RuleRefused, match="give a fixed price alone"):
            set_rule(connection, Rule("product", sku, markup_bp=1), now)
