from pathlib import Path

import pyarrow as pa
import pytest
from cli_calls import answer

from lake.settings import LakeSettings
from lake.spool import Spool
from lake.stages import release
from lake.store import Lake

OPINIONS = [f"It burns the bread every single time, number {n}" for n in range(3)]
BY = {"url": "https://a.test/", "input_key": "i", "maker": "extract"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rows = [{"text": text, **BY} for text in OPINIONS]
    given = pa.Table.from_pylist(rows)
    versions = pa.array([1] * len(rows), pa.int32())
    Spool(tmp_path, "extract").put(
        {"opinions": given.append_column("maker_version", versions)}
    )
    release(Lake.open(tmp_path, LakeSettings()), "extract", 1)
    return tmp_path


def test_only_the_chosen_step_runs(say) -> None:
    found = answer(say("enrich", "--only", "language", "--json"))
    (step,) = found["steps"]
    assert (step["step"], step["rows_in"]) == ("language", 3)


def test_a_sample_is_followed_by_the_rest(say) -> None:
    call = ("enrich", "--only", "language", "--json")
    done = [answer(say(*call, *sample)) for sample in (["--sample", "2"], [], [])]
    assert [found["steps"][0]["rows_in"] for found in done] == [2, 1, 0]


def test_an_unknown_step_names_those_that_there_are(say) -> None:
    code, _, err = say("enrich", "--only", "smell")
    assert code == 2
    assert "there is no step 'smell'; there are language," in err
