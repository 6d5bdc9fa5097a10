"""`harvestman catalogue`: what is kept is listed, held to its word and gone back to."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_calls import Say, answer

from storefront.catalogue.build import build, current
from storefront.catalogue.item import Assortment, Item


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lake").mkdir()
    return tmp_path


@pytest.fixture
def built(home: Path) -> list[str]:
    """Return two catalogues, of one item and of two; the second is in use."""
    items = tuple(
        Item(sku=f"HV-{n}", group_key="g", listing_key="l", title="Kettle")
        for n in range(2)
    )
    return [build(home, Assortment(items=items[:n])).id for n in (1, 2)]


def test_catalogues_are_listed_with_the_one_in_use(say: Say, built: list[str]) -> None:
    code, out, _ = say("catalogue", "list")
    assert code == 0
    assert built[0] in out
    (used,) = (line for line in out.splitlines() if "in use" in line)
    assert used.startswith(built[1])
    assert f"{datetime.now(UTC):%Y-%m}" in used


def test_programs_get_the_list_as_json(say: Say, built: list[str]) -> None:
    told = answer(say("catalogue", "list", "--json"))["snapshots"]
    assert {(one["items"], one["in_use"]) for one in told} == {(1, False), (2, True)}


def test_a_home_without_a_catalogue_is_told_what_makes_one(say: Say) -> None:
    assert "harvestman publish" in say("catalogue", "list")[1]
    assert say("catalogue", "verify")[0] == 1


def test_damage_is_an_error_that_says_the_way_on(
    say: Say, home: Path, built: list[str]
) -> None:
    assert "whole" in say("catalogue", "verify")[1]
    (home / "catalogue" / built[1] / "search" / "names.json").write_text("{}")
    code, out, err = say("catalogue", "verify")
    assert (code, "names.json is not as it was written" in out) == (1, True)
    assert "harvestman catalogue rollback" in err.replace("\n", " ")


def test_the_shop_goes_back_to_the_one_that_is_named(
    say: Say, home: Path, built: list[str]
) -> None:
    told = answer(say("catalogue", "rollback", built[0][:6], "--json"))
    assert told["snapshot"] == current(home) == built[0]
    code, _, err = say("catalogue", "rollback", "nothing")
    assert (code, "names 0 of the 2" in err.replace("\n", " ")) == (1, True)
