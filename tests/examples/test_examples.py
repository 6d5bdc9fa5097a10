"""The examples run on a small lake as their readers would run them."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from lake.load import append
from lake.pin import pin
from lake.store import Lake

ROOT = Path(__file__).parents[2]
DBT = ROOT / ".venv" / "dbt" / "bin" / "dbt"
PROJECT = ROOT / "examples" / "dbt"
SEEN = pa.array([1_700_000_000_000_000], pa.timestamp("us", tz="UTC"))
MADE = {"input_key": ["i"], "maker": ["extract"], "maker_version": [1]}
OFFER = {"listing_key": ["k"], "url": ["u"], "host": ["h.test"], "seen_at": SEEN}
PRICE = {"price_minor": [1250], "currency": ["EUR"], "availability": ["InStock"]}
PRODUCT = {"listing_key": ["k"], "source_url": ["u"], "gtin": ["04006381333931"]}
RELEASE = {"maker": ["extract"], "maker_version": [1], "state": ["released"]}


@pytest.fixture
def home(tmp_path):
    """A pinned home with one offer of one product."""
    lake = Lake.open(tmp_path / "home")
    rows = {
        "offers": OFFER | PRICE | MADE,
        "products": PRODUCT | MADE,
        "releases": RELEASE | {"changed_at": SEEN},
        "made": MADE | {"rows": [2], "made_at": SEEN},
    }
    append(lake, "extract", {name: pa.table(found) for name, found in rows.items()})
    pin(lake)
    return lake.home


def test_the_notebook_runs(home):
    notebook = ROOT / "examples" / "notebook" / "prices.py"
    assert run(home, sys.executable, str(notebook)).endswith("0 hosts, 1 offers\n")


def test_the_sources_of_dbt_are_those_of_the_lake(tmp_path):
    made = run(tmp_path, sys.executable, "-m", "tools.dbt_sources", "--print")
    assert made == (PROJECT / "models" / "sources.yml").read_text(), "run `make docs`"


@pytest.mark.slow
def test_the_dbt_project_builds_its_marts(home, tmp_path):
    if not DBT.exists():
        pytest.skip("dbt has an environment of its own: make examples")
    folders = [f"--{name}-path={tmp_path / name}" for name in ("target", "log")]
    places = [f"--profiles-dir={PROJECT}", f"--project-dir={PROJECT}"]
    run(home, str(DBT), "build", *places, *folders)
    with duckdb.connect(tmp_path / "marts.duckdb", read_only=True) as marts:
        found = marts.execute(
            "SELECT gtin, price_minor FROM cheapest_offers"
        ).fetchall()
    assert found == [("04006381333931", 1250)]


def run(home, *command):
    """Run a command for the lake of `home` and return what it prints."""
    marts = str(home.parent / "marts.duckdb")
    known = {"HARVESTMAN_HOME": str(home), "HARVESTMAN_MARTS": marts}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
