"""Steps that are killed in the middle: nothing half, nothing doubled, nothing lost."""

from pathlib import Path

import pytest
from lake_writer import killed_while
from told_home import told_home

from enrich.equipment import Equipment
from enrich.steps import steps
from lake.pin import pin
from lake.sql import current
from lake.stages import run_stage, withdraw
from lake.store import Lake
from lake.tables import columns

COMMON = ("writer", "batch_id", "ingested_at")


def enriched(lake: Lake) -> dict[str, list[tuple[object, ...]]]:
    """Every row that the steps made, without when and by whom it was written."""
    found = {}
    with current(lake) as connection:
        for table in sorted(
            {name for step in steps(Equipment()) for name in step.writes}
        ):
            own = [f'"{c.name}"' for c in columns(table) if c.name not in COMMON]
            rows = connection.view(table).project(", ".join(own)).fetchall()
            found[table] = sorted(rows, key=str)
    return found


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[tuple[object, ...]]]:
    lake = told_home(tmp_path_factory.mktemp("whole"))
    for step in steps(Equipment()):
        run_stage(lake, step)
    return enriched(lake)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_killed_is_finished_as_if_nothing_had_been(
    tmp_path, whole, seed
) -> None:
    lake = told_home(tmp_path)
    killed_while("enrich", lake.home, seed, most=20)
    for step in steps(Equipment()):
        run_stage(lake, step)
    assert enriched(lake) == whole


def test_every_step_made_something(whole) -> None:
    # A home without a taxonomy and labels classes nothing.
    made = {table for table, rows in whole.items() if rows}
    assert whole.keys() - made == {"enriched_classes"}


def test_a_second_run_makes_nothing(tmp_path) -> None:
    lake = told_home(tmp_path)
    for step in steps(Equipment()):
        run_stage(lake, step)
    assert {s.name: run_stage(lake, s).rows_in for s in steps(Equipment())} == {
        step.name: 0 for step in steps(Equipment())
    }


def test_what_a_withdrawn_version_made_vanishes_from_what_is_pinned(
    tmp_path: Path,
) -> None:
    lake = told_home(tmp_path)
    (language, *_) = steps(Equipment())
    run_stage(lake, language)
    assert pinned_rows(lake) > 24
    withdraw(lake, language.name, language.version)
    assert pinned_rows(lake) == 0


def pinned_rows(lake: Lake) -> int:
    import duckdb

    with duckdb.connect(str(pin(lake).path), read_only=True) as connection:
        ((count,),) = connection.sql(
            "SELECT count(*) FROM enriched_languages"
        ).fetchall()
    return count
