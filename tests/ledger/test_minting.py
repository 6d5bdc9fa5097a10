"""Skus minted a part at a time: the same ones that minting all at once gives."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import minting
from ledger.errors import ListingTwice
from ledger.minting import mint_all
from ledger.skus import mint, resolve

MATCHING = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 4))
NUMBERS = count()


def groups(matching, prefix):
    named = {}
    for listing, part in sorted(matching.items()):
        named.setdefault(part, []).append(prefix + listing)
    return {min(of): tuple(of) for of in named.values()}


def told(first, second, ledger):
    """What became of the first skus, whatever the new ones are called."""
    old = list(first.values())
    with ledger.read() as connection:
        heirs = [resolve(connection, sku) for sku in old]
    places = {sku: place for place, sku in enumerate(old)}
    keys = {sku: key[-1] for key, sku in second.items()}
    return (
        {key[-1]: places.get(sku) for key, sku in second.items()},
        [places.get(heir, keys.get(heir)) for heir in heirs],
    )


@given(MATCHING, MATCHING)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_mint_what_a_whole_does(ledger, now, before, after):
    one, other = f"{next(NUMBERS)}-", f"{next(NUMBERS)}-"
    with ledger.write() as connection:
        first = mint(connection, groups(before, one), now)
        second = mint(connection, groups(after, one), now)
    in_parts = [mint_all(ledger, groups(of, other), now) for of in (before, after)]
    assert told(*in_parts, ledger) == told(first, second, ledger)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(minting, "PART", 1)


def test_others_write_between_two_parts(opened, now):
    ledger, other, steps = opened(), opened(), []

    def look():
        with other.write():  # would wait for ever within a part
            steps.append(1)

    mint_all(ledger, groups({"a": 0, "b": 1, "c": 2}, ""), now, look)
    assert len(steps) == 3
    mint_all(ledger, groups({"a": 0, "b": 1, "c": 2}, ""), now, look)
    assert len(steps) == 3


def test_what_died_between_two_parts_is_taken_up(ledger, now):
    steps = iter((None, RuntimeError("out of power")))

    def dies():
        if error := next(steps):
            raise error

    wanted = groups({"a": 0, "b": 1, "c": 2}, "")
    with pytest.raises(RuntimeError):
        mint_all(ledger, wanted, now, dies)
    with ledger.read() as connection:
        (kept,) = minting.holders(connection, ["a", "b", "c"]).values()
    assert mint_all(ledger, wanted, now)["a"] == kept


def test_a_group_without_listings_stands_for_its_own(ledger, now):
    minted = mint_all(ledger, {"a": ()}, now)
    assert mint_all(ledger, {"a": ("a",)}, now) == minted


def test_a_listing_in_two_groups_is_refused(ledger, now):
    with pytest.raises(ListingTwice, match="'b'"):
        mint_all(ledger, {"a": ("a", "b"), "b": ("b",)}, now)
