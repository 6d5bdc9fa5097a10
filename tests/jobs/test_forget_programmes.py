"""A site that lists partner programmes is forgotten: what was made of them goes as well."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from canary import naming
from told_editions import NOW

from frontier.forgotten import Target
from jobs.business import business
from jobs.forget import forget
from jobs.pipeline import generating, run_one, run_publish, scoring, selling
from jobs.settings import Settings
from lake.ask import ask
from lake.load import append
from lake.settings import LakeSettings
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

SETTINGS = Settings(lake=LakeSettings(processes=1))
SITES = ("elm.test", "hopmarket.test", "oak.test", "yew.test")


def programme(number: int) -> dict[str, dict[str, Any]]:
    """Return a page that lists a programme, and what was read from it."""
    host = SITES[number % len(SITES)]
    url = f"https://{host}/join/{number}"
    page = {"url_key": url, "url": url, "host": host, "fetched_at": NOW, "status": 200}
    terms = {"commission_kind": "percent", "commission_rate": 4.0 + number}
    terms |= {"merchant": f"Merchant {chr(97 + number)}", "cookie_days": 30}
    by = {"maker": "extract", "maker_version": 1, "input_key": f"input {number}"}
    about = {"programme_key": f"programme {number}", "source_url": url, "epc": 9.0}
    return {"pages": page, "programmes": about | terms | {"currency": "EUR"} | by}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose shop sells a directory of programmes of four sites."""
    lake = Lake.open(tmp_path)
    release(lake, "extract", 1)
    told = [programme(number) for number in range(20)]
    rows = {name: [one[name] for one in told] for name in told[0]}
    made = {
        name: pa.Table.from_pylist(
            of, schema=pa.schema([schema(name).field(field) for field in of[0]])
        )
        for name, of in rows.items()
    }
    append(lake, "extract", made)
    with business(tmp_path, SETTINGS) as opened:
        for stage in (*scoring(opened), *generating(opened)):
            run_one(opened, stage, lambda done, total: None)
        for _, run in selling(opened):
            run(lambda done, total: None)
        run_publish(opened)
    return tmp_path


def directories(home: Path) -> list[dict[str, Any]]:
    asked = (
        "SELECT digest, path, status FROM generated WHERE kind = 'programme_directory'"
        " QUALIFY row_number() OVER (PARTITION BY digest ORDER BY ingested_at DESC) = 1"
    )
    return ask(home, asked).to_pylist()


def test_a_directory_that_named_its_programmes_is_sold_without_them(home: Path) -> None:
    (before,) = directories(home)
    assert (before["status"], naming(home, "hopmarket") != []) == ("offered", True)
    forget(home, SETTINGS, Target.of("hopmarket.test"))
    (left,) = directories(home)
    assert (left["status"], left["digest"] != before["digest"]) == ("offered", True)
    assert not (home / "products" / before["path"]).exists()
    assert (home / "products" / left["path"]).exists()
    assert naming(home, "hopmarket") == []
