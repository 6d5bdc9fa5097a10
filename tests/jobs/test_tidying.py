"""Which files of generated products go, and which stay."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from told_editions import KETTLES, LAMPS, tell

from jobs.business import business
from jobs.settings import Settings
from jobs.tidying import tidied

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=15)


@pytest.fixture
def open_(tmp_path):
    with business(tmp_path, Settings()) as opened:
        yield opened


def put(open_, *stems: str, forms=("pdf", "epub")) -> None:
    folder = open_.home / "products"
    folder.mkdir(exist_ok=True)
    for stem in stems:
        for form in forms:
            (folder / f"{stem}.{form}").write_bytes(b"x")


def left(open_) -> set[str]:
    return {file.name for file in (open_.home / "products").iterdir()}


def test_a_home_without_products_is_tidy(open_) -> None:
    assert tidied(open_, LATER) == 0


@pytest.mark.parametrize("state", ["refused", "refreshed", "withdrawn"])
def test_what_is_over_goes_in_all_its_forms_after_a_while(open_, state) -> None:
    tell(open_.lake, KETTLES, "old", "checked", "approved", "offered", state)
    tell(open_.lake, KETTLES, "new", "checked", "approved", "offered")
    put(open_, "old", "new")
    assert [tidied(open_, NOW), tidied(open_, LATER)] == [0, 2]
    assert left(open_) == {"new.pdf", "new.epub"}


def test_a_draft_goes_once_there_is_a_newer_one(open_) -> None:
    tell(open_.lake, KETTLES, "old", "draft")
    tell(open_.lake, KETTLES, "new", "draft")
    put(open_, "old", "new")
    tidied(open_, LATER)
    assert left(open_) == {"new.pdf", "new.epub"}


@pytest.mark.parametrize("state", ["approved", "offered"])
def test_what_is_sold_stays_beside_a_newer_draft(open_, state) -> None:
    tell(open_.lake, KETTLES, "old", "checked", "approved", state)
    tell(open_.lake, KETTLES, "new", "draft")
    put(open_, "old", "new")
    assert tidied(open_, LATER) == 0


def test_files_that_no_edition_names_are_left_alone(open_) -> None:
    tell(open_.lake, LAMPS, "gone", "draft", "checked", "withdrawn")
    put(open_, "letter", "gone-by")
    assert tidied(open_, LATER) == 0


def test_a_file_that_was_set_anew_stays(open_) -> None:
    tell(open_.lake, LAMPS, "gone", "checked", "withdrawn")
    put(open_, "gone")
    for file in (open_.home / "products").iterdir():
        os.utime(file, (LATER.timestamp(),) * 2)
    assert tidied(open_, LATER) == 0
