from pathlib import Path
from shutil import rmtree

import duckdb
import pyarrow as pa
import pytest
from cli_calls import answer
from copied_home import copied

from jobs.assumed import times_assumed
from jobs.cli import main
from jobs.errors import HomeUnusable
from lake.load import load
from lake.pin import pin
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.stages import release
from lake.store import Lake

PAGE = "https://net.test/{}"
RATES = {"dear": 5.0, "fair": 20.0, "silent": None}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which all is scored."""
    home = filled(tmp_path_factory.mktemp("scored"))
    with pytest.raises(SystemExit):
        main(["score", "--json", "--home", str(home)])
    return home


@pytest.fixture
def scored(once: Path, home: Path) -> None:
    """Make `home` one in which all is scored, and pinned."""
    rmtree(home)
    copied(once, home)


def filled(home: Path) -> Path:
    rows = [
        {"programme_key": name, "source_url": PAGE.format(name), "merchant": name}
        | {"commission_kind": "percent", "commission_rate": rate, "confidence": 0.9}
        | {"input_key": name, "maker": "extract"}
        for name, rate in RATES.items()
    ]
    given = pa.Table.from_pylist(rows)
    versions = pa.array([1] * len(rows), pa.int32())
    named = given.append_column("maker_version", versions)
    Spool(home, "extract").put({"programmes": named})
    release(Lake.open(home, LakeSettings()), "extract", 1)
    return home


def pinned(home: Path) -> None:
    lake = Lake.open(home, LakeSettings())
    load(lake)
    pin(lake)


def test_the_best_programmes_stand_first(say, scored) -> None:
    found = answer(say("score", "--top", "5", "--kind", "programme", "--json"))["best"]
    assert [(one["key"], one["title"]) for one in found] == [
        ("fair", "fair"),
        ("dear", "dear"),
    ]


def test_a_programme_is_explained_by_the_address_of_its_page(say, scored) -> None:
    found = answer(say("score", "--explain", PAGE.format("fair"), "--json"))
    assert (found["key"], found["kind"]) == ("fair", "programme")
    shown = say("score", "--explain", "fair")[1]
    assert "in eight of ten cases between" in shown
    assert "assumed: enrich.conversion_percent" in shown


def test_a_home_that_was_pinned_before_newer_columns_tells_what_it_has(
    say, home: Path, scored
) -> None:
    with duckdb.connect(home / "lake.duckdb") as old:
        old.execute(
            "CREATE TABLE older AS SELECT 'g' || entity_key AS entity_key, input_key,"
            " score, margin_minor, currency, demand, competition, risk, reasons, model,"
            " ingested_at FROM scores"
        )
        old.execute("DROP VIEW scores; ALTER TABLE older RENAME TO scores")
    (first, _) = answer(say("score", "--top", "5", "--json"))["best"]
    assert (first["key"], first["low"]) == ("gfair", None)
    assert "of 100" in say("score", "--explain", "gfair")[1]


def test_a_title_does_not_steer_the_terminal(say, home: Path) -> None:
    rows = {"programme_key": ["loud"], "source_url": ["u"], "merchant": ["A\x1b[2JB"]}
    rows |= {"commission_kind": ["percent"], "commission_rate": [5.0]}
    rows |= {"input_key": ["loud"], "maker": ["extract"]}
    versions = pa.array([1], pa.int32())
    given = pa.table(rows).append_column("maker_version", versions)
    Spool(home, "extract").put({"programmes": given})
    say("score", "--json")
    pinned(home)
    assert "\x1b" not in say("score", "--explain", "loud")[1]


def test_one_that_says_no_commission_is_handled_once_and_not_scored(say) -> None:
    only = ("score", "--only", "programme", "--json")
    steps = [answer(say(*only))["steps"][0] for _ in range(2)]
    assert [(one["rows_in"], one["rows_out"]) for one in steps] == [(3, 2), (0, 0)]


def test_other_assumptions_score_everything_again(say, home: Path) -> None:
    only = ("score", "--only", "programme", "--json")
    answer(say(*only))
    (home / "harvestman.toml").write_text("[enrich]\nrefund_percent = [1, 2, 3]\n")
    assert answer(say(*only))["steps"][0]["rows_out"] == 2
    assert answer(say(*only))["steps"][0]["rows_in"] == 0


def test_what_is_not_scored_is_refused_with_what_could_be_asked(say, scored) -> None:
    code, _, complaint = say("score", "--explain", "nothing")
    assert code == 1
    assert "a URL of a product or programme" in complaint


def test_changed_assumptions_are_counted_and_changed_back_as_well(home: Path) -> None:
    assert [times_assumed(home, one) for one in "aabba"] == [0, 0, 1, 1, 2]


def test_a_count_that_is_none_is_refused(home: Path) -> None:
    times_assumed(home, "a")
    (home / "enrich" / "assumed").write_text("many a\n")
    with pytest.raises(HomeUnusable, match="higher than any before"):
        times_assumed(home, "a")
