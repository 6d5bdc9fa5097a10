"""The loop of learning as its user goes it: label, train, enrich, withdraw."""

from pathlib import Path
from shutil import rmtree

import duckdb
import msgspec
import pyarrow as pa
import pytest
from cli_calls import answer
from copied_home import copied

from enrich.learning.history import models, tell
from frontier.forgotten import Target
from jobs.cli import main
from jobs.forget import forget
from jobs.settings import Settings
from lake.forgetting import begun
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.sql import current
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

BY = {"input_key": "i", "maker": "extract", "maker_version": 1}
GOODS = {"tools": ("drill", "hammer", "saw"), "kitchen": ("bowl", "kettle", "pan")}


TRAIN = ("learn", "train", "classify")


class Died(Exception):
    """What a test raises where a kill could come."""


def title(n: int) -> tuple[str, str]:
    """A title and its class."""
    kind = ("tools", "kitchen")[n % 2]
    return f"Arva {GOODS[kind][n % 3]} model {n}", kind


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that learned to class from 120 labels."""
    home = filled(tmp_path_factory.mktemp("learned"))
    sheet = worksheet(home)
    for told in (("labels", "import", sheet, "--step", "classify"), TRAIN):
        with pytest.raises(SystemExit) as left:
            main([*told, "--home", str(home)])
        assert not left.value.code
    return home


@pytest.fixture
def learned(once: Path, home: Path) -> None:
    """Make `home` one that learned to class from 120 labels."""
    rmtree(home)
    copied(once, home)


@pytest.fixture
def label(say, tmp_path):
    def labelled(count: int = 120, swap: bool = False) -> None:
        sheet = worksheet(tmp_path, count, swap)
        assert say("labels", "import", sheet, "--step", "classify")[0] == 0

    return labelled


def filled(home: Path) -> Path:
    rows = [
        {"listing_key": f"k{n}", "source_url": f"https://a.test/{n}", **BY}
        | {"title": title(n)[0]}
        for n in range(160)
    ]
    told = pa.schema([schema("products").field(name) for name in rows[0]])
    given = pa.Table.from_pylist(rows, schema=told)
    Spool(home, "extract").put({"products": given})
    release(Lake.open(home, LakeSettings()), "extract", 1)
    return home


def worksheet(folder: Path, count: int = 120, swap: bool = False) -> str:
    """Write so many labels, of the other class if swapped; return the file."""
    sheet = folder / "labels.csv"
    other = {"tools": "kitchen", "kitchen": "tools"}
    rows = [f"k{n},{title(n)[1]}" for n in range(count)]
    if swap:
        rows = [f"k{n},{other[title(n)[1]]}" for n in range(count)]
    sheet.write_text("\n".join(["key,label", *rows]) + "\n")
    return str(sheet)


def classes(home: Path) -> dict[str, int]:
    """How many listings of each class the pinned lake has."""
    from lake.pin import pin

    path = pin(Lake.open(home, LakeSettings())).path
    with duckdb.connect(str(path), read_only=True) as connection:
        asked = "SELECT path, count(*) FROM enriched_classes GROUP BY path"
        return dict(connection.sql(asked).fetchall())


def test_labels_become_a_model_that_classes_the_others(say, home, label) -> None:
    label()
    (done,) = answer(say("learn", "train", "classify", "--json"))["models"]
    assert (done["model"]["state"], done["model"]["number"]) == ("released", 1)
    say("enrich", "--only", "classify")
    assert classes(home) == {"tools": 80, "kitchen": 80}


def test_what_a_withdrawn_model_made_vanishes_from_what_is_pinned(
    say, home, learned
) -> None:
    say("enrich", "--only", "classify")
    assert say("learn", "withdraw", "classify", "1")[0] == 0
    assert classes(home) == {}
    say("enrich", "--only", "classify")
    assert classes(home) == {}


def test_a_model_released_again_counts_again(say, home, learned) -> None:
    say("enrich", "--only", "classify")
    for state in ("withdraw", "release"):
        assert say("learn", state, "classify", "1")[0] == 0
    assert classes(home) == {"tools": 80, "kitchen": 80}


def test_a_check_withdraws_what_new_labels_prove_wrong(say, learned, label) -> None:
    label(swap=True)
    (done,) = answer(say("learn", "check", "--json"))["models"]
    assert done["model"]["state"] == "withdrawn"
    assert "model 1 withdrawn" not in say("learn", "check")[1]


def test_two_models_are_shown_side_by_side(say, label) -> None:
    label()
    shown = say("learn", "train", "classify")[1]
    assert "model 1" in shown and "as it came" in shown
    head, measured, why = say("learn", "list")[1].splitlines()
    assert head.startswith("classify model 1: released (")
    assert "right of those told 1.000" in measured and "right by" in why


def test_a_lost_model_stops_the_steps_before_any_input_fails(
    say, home, learned
) -> None:
    (file,) = (home / "learned" / "classify").glob("*/model.npz")
    kept = file.read_bytes()
    file.unlink()
    code, _, err = say("enrich", "--only", "classify")
    assert code == 1
    assert "harvestman learn withdraw classify 1" in err
    file.write_bytes(kept)
    say("enrich", "--only", "classify")
    assert classes(home) == {"tools": 80, "kitchen": 80}


def test_a_lost_model_stops_forgetting_before_anything_is_gone(
    say, home, learned
) -> None:
    rmtree(home / "learned" / "classify")
    code, _, err = say("lake", "forget", "https://a.test/7", "--yes")
    assert (code, "learn withdraw classify 1" in err) == (1, True)
    with current(Lake.open(home, LakeSettings())) as connection:
        assert len(connection.sql("FROM products").fetchall()) == 160
    say("learn", "withdraw", "classify", "1")
    assert say("lake", "forget", "https://a.test/7", "--yes")[0] == 0


def test_what_was_being_forgotten_ends_though_a_model_is_lost(
    say, home, learned
) -> None:

    def die(step: str) -> None:
        raise Died(step)

    with pytest.raises(Died):
        forget(home, Settings(), Target.of("https://a.test/7"), die)
    rmtree(home / "learned" / "classify")
    code, out, err = say("learn", "withdraw", "classify", "1")
    assert (code, begun(home)) == (0, None)
    assert "enrich.left_out" in out + err
    with current(Lake.open(home, LakeSettings())) as connection:
        left = "FROM products WHERE source_url = 'https://a.test/7'"
        assert connection.sql(left).fetchall() == []
    assert say("enrich", "--only", "classify")[0] == 0


def test_a_lost_model_is_withdrawn_without_its_file(say, home, learned) -> None:
    rmtree(home / "learned")
    assert say("learn", "withdraw", "classify", "1")[0] == 0
    assert say("learn", "train", "classify")[0] == 0


def test_a_lost_model_keeps_no_other_step_from_learning(say, home, learned) -> None:
    rmtree(home / "learned" / "classify")
    code, _, err = say("learn", "train")
    assert (code, "learn withdraw classify 1" in err) == (1, True)
    assert err.index('"step": "forecast"') < err.index("learn withdraw classify 1")


def test_a_model_that_is_withdrawn_is_not_withdrawn_again(say, home, learned) -> None:
    say("learn", "withdraw", "classify", "1")
    (before,) = answer(say("learn", "list", "--json"))["models"]
    assert "is withdrawn already" in say("learn", "withdraw", "classify", "1")[1]
    assert answer(say("learn", "list", "--json"))["models"] == [before]


def test_a_lost_model_is_not_released_again(say, home, learned) -> None:
    say("learn", "withdraw", "classify", "1")
    rmtree(home / "learned" / "classify")
    code, _, err = say("learn", "release", "classify", "1")
    assert (code, "cannot be read" in err) == (1, True)


def test_a_model_for_other_code_is_not_released(say, home, learned) -> None:
    lake = Lake.open(home, LakeSettings())
    (model,) = models(lake)
    tell(lake, msgspec.structs.replace(model, code=99, state="withdrawn"))
    code, _, err = say("learn", "release", "classify", "1")
    assert (code, "made for another version" in err) == (2, True)


def test_a_model_without_labels_is_an_error_only_where_it_is_asked_for(
    say, home, learned
) -> None:
    sheet = home / "back.csv"
    sheet.write_text("key,label\n" + "".join(f"k{n},-\n" for n in range(120)))
    say("labels", "import", str(sheet), "--step", "classify")
    code, out, _ = say("learn", "check")
    assert (code, "too few labels are left to measure it" in out) == (0, True)
    assert say("learn", "check", "classify")[0] == 1


def test_too_few_labels_say_how_many_are_needed(say, label) -> None:
    label(10)
    code, _, err = say("learn", "train", "classify")
    assert code == 1
    assert "labels to learn from" in err and "labels worksheet classify" in err


def test_a_model_that_is_not_there_is_named(say) -> None:
    code, _, err = say("learn", "withdraw", "classify", "7")
    assert (code, "classify has no model 7" in err) == (1, True)
