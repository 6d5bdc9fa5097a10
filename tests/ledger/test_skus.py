from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from ledger.errors import ListingTwice
from ledger.skucode import read_sku
from ledger.skus import mint, resolve
from ledger.tables import skus


@pytest.fixture
def writer(ledger):
    with ledger.write() as connection:
        yield connection


def groups(*texts):
    """Groups named by their smallest listing; a listing is one letter."""
    return {min(text): tuple(text) for text in texts}


def test_each_group_gets_a_sku_of_its_own(writer, now):
    minted = mint(writer, groups("abc", "d", "ef"), now)
    assert list(minted) == ["a", "d", "e"]
    assert len(set(minted.values())) == 3
    assert all(read_sku(sku) == sku for sku in minted.values())


def test_minting_again_changes_nothing(writer, now):
    first = mint(writer, groups("abc", "d"), now)
    assert mint(writer, groups("abc", "d"), now) == first
    assert writer.scalar(select(func.count()).select_from(skus)) == 2


def test_a_group_keeps_its_sku_when_its_key_moves(writer, now):
    old = mint(writer, groups("bcd"), now)["b"]
    assert mint(writer, groups("abcd"), now) == {"a": old}
    assert writer.scalars(select(skus.c.group_key)).all() == ["a"]
    assert mint(writer, groups("cd"), now) == {"c": old}


def test_a_joined_group_takes_the_sku_of_most_and_the_other_is_merged(writer, now):
    old = mint(writer, groups("ab", "cde"), now)
    assert mint(writer, groups("abcde"), now) == {"a": old["c"]}
    assert resolve(writer, old["a"]) == old["c"]


def test_of_equals_the_older_sku_stays(writer, now):
    old = mint(writer, {"d": "cd", "a": "ab"}, now)
    assert mint(writer, groups("abcd"), now) == {"a": old["d"]}
    assert resolve(writer, old["a"]) == old["d"]


def test_a_split_leaves_the_sku_with_the_larger_part(writer, now):
    (old,) = mint(writer, groups("abcde"), now).values()
    new = mint(writer, groups("ab", "cde"), now)
    assert new["c"] == old
    assert new["a"] != old
    assert resolve(writer, old) == old


def test_merging_twice_still_takes_one_step(writer, now):
    first = mint(writer, groups("a", "bc", "defg"), now)
    mint(writer, groups("abc", "defg"), now)
    mint(writer, groups("abcdefg"), now)
    assert {resolve(writer, sku) for sku in first.values()} == {first["d"]}
    into = select(skus.c.merged_into).where(skus.c.status == "merged")
    assert set(writer.scalars(into)) == {first["d"]}


def test_a_merged_sku_is_not_used_again(writer, now):
    old = mint(writer, groups("a", "bc"), now)
    mint(writer, groups("abc"), now)
    new = mint(writer, groups("a", "bc"), now)
    assert new["b"] == old["b"]
    assert new["a"] not in old.values()
    assert resolve(writer, old["a"]) == old["b"]


def test_listings_that_all_go_apart_merge_into_where_most_went(writer, now):
    old = mint(writer, groups("abc", "defg", "hijk"), now)
    new = mint(writer, groups("adefg", "bchijk"), now)
    assert new == {"a": old["d"], "b": old["h"]}
    assert resolve(writer, old["a"]) == old["h"]


def test_listings_that_are_not_named_keep_their_sku_alive(writer, now):
    old = mint(writer, groups("ab", "cd"), now)
    mint(writer, groups("acd"), now)
    assert resolve(writer, old["a"]) == old["a"]
    assert mint(writer, groups("b", "acd"), now)["b"] == old["a"]


def test_a_group_without_listings_stands_for_its_own(writer, now):
    minted = mint(writer, {"a": (), "b": ()}, now)
    assert mint(writer, groups("ac", "b"), now) == minted


def test_a_listing_in_two_groups_is_refused(writer, now):
    with pytest.raises(ListingTwice, match="'b' stands in the groups 'a' and 'c'"):
        mint(writer, {"a": "ab", "c": "cb"}, now)


def test_nothing_to_mint_is_nothing(writer, now):
    assert mint(writer, {}, now) == {}


def test_an_unknown_sku_resolves_to_none(writer):
    assert resolve(writer, "HV-0000000") is None


def test_two_may_mint_at_once(opened, now):
    ledgers = [opened() for _ in range(4)]

    def mint_one(number):
        with ledgers[number % 4].write() as connection:
            return mint(connection, {str(number): ()}, now)[str(number)]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(mint_one, range(20)))) == 20


def test_more_groups_than_one_statement_takes_are_minted(writer, now):
    many = {f"{number:05}": () for number in range(12_000)}
    minted = mint(writer, many, now)
    assert len(set(minted.values())) == 12_000
    assert mint(writer, many, now) == minted


class Shop(RuleBasedStateMachine):
    """Any matchings of ten listings, one after another."""

    def __init__(self, ledger, now):
        super().__init__()
        self.connection = ledger.writer.connect()
        self.transaction = self.connection.begin()
        self.now = now
        self.minted = {}

    def teardown(self):
        self.transaction.rollback()
        self.connection.close()

    @rule(parts=st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 4)))
    def publish(self, parts):
        named = {}
        for listing, part in sorted(parts.items()):
            named.setdefault(part, []).append(listing)
        wanted = groups(*named.values())
        given = mint(self.connection, wanted, self.now)
        assert set(given) == set(wanted)
        assert len(set(given.values())) == len(given)
        assert mint(self.connection, wanted, self.now) == given
        for sku in given.values():
            self.minted.setdefault(sku, "live")
            assert self.minted[sku] == "live"

    @invariant()
    def every_sku_leads_to_one_live_sku_and_merged_stays_merged(self):
        rows = self.connection.execute(select(skus.c.sku, skus.c.status)).all()
        status = dict(rows)
        assert len(rows) == len(status)
        assert set(status) == set(self.minted)
        for sku, before in self.minted.items():
            assert status[resolve(self.connection, sku)] == "live"
            assert before == "live" or status[sku] == "merged"
        self.minted = status


def test_skus_are_for_ever(ledger, now):
    run_state_machine_as_test(
        lambda: Shop(ledger, now),
        settings=limits(max_examples=25, stateful_step_count=12, deadline=None),
    )
