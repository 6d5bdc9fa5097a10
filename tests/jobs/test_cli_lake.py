"""`harvestman lake` as a user calls it, on a home with two pages and their prices."""

import json
import shutil
from datetime import UTC, datetime
from io import StringIO
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobs.cli import main
from lake.load import append
from lake.store import Lake

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
HISTORY = "Date,USD,\n2024-01-03,1.0919,\n2024-01-02,1.0956,\n"


@pytest.fixture
def home(tmp_path):
    """A home with two pages that was never pinned."""
    pages = [
        {
            "url_key": f"test,shop)/{path}",
            "url": f"http://shop.test/{path}",
            "host": "shop.test",
            "fetched_at": SEEN,
            "status": 200,
        }
        for path in ("p", "q")
    ]
    made = tmp_path / "home"
    append(Lake.open(made), "crawl", {"pages": pa.Table.from_pylist(pages)})
    return made


class Done(NamedTuple):
    """What one call printed, and the code it left with."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def lake(home, monkeypatch, capsysbinary):
    """Call `harvestman lake` there, as its main function is called."""
    monkeypatch.chdir(home.parent)

    def called(*arguments, said=""):
        monkeypatch.setattr("sys.stdin", StringIO(said))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["lake", *arguments, "--home", str(home)])
        out, err = capsysbinary.readouterr()
        return Done(left.value.code, out.decode(), err.decode())

    return called


def test_what_was_never_pinned_is_pinned_by_the_first_question(lake, home):
    done = lake("sql", "SELECT count(*) AS pages FROM pages", "--json")
    assert json.loads(done.stdout) == {"columns": ["pages"], "rows": [{"pages": 2}]}
    assert "pinning" in done.stderr
    assert (home / "lake.duckdb").exists()


def test_a_home_without_tables_says_so(lake, home):
    shutil.rmtree(home / "lake")
    done = lake("tables")
    assert (done.returncode, done.stdout) == (1, "")
    assert "harvestman crawl URL" in done.stderr


def test_a_question_comes_from_standard_input(lake):
    done = lake("sql", "--format", "csv", said="SELECT url FROM pages ORDER BY 1;\n")
    assert done.stdout == '"url"\n"http://shop.test/p"\n"http://shop.test/q"\n'


def test_a_table_in_a_file_is_whole(lake):
    done = lake("sql", "SELECT repeat('x', 300) AS long FROM range(150)")
    assert done.stdout.count("x" * 300) == 150


def test_the_file_s_name_says_the_form(lake, tmp_path):
    assert lake("sql", "FROM pages", "-o", "p.parquet").returncode == 0
    assert pq.read_table(tmp_path / "p.parquet").num_rows == 2


def test_what_a_page_says_cannot_steer_the_terminal(lake):
    done = lake("sql", "SELECT 'a' || chr(27) || '[2Jb' || chr(10) || 'c' AS x")
    assert done.stdout.splitlines()[-1] == "a�[2Jb c"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["sql", "SELECT 1; SELECT 2"], 1, "one statement at a time"),
        (["sql", "SELEC 1"], 1, "that is not SQL"),
        (["sql", "SELECT 1", "-o", "x.doc"], 2, ".csv, .jsonl, .parquet, .xlsx"),
        (["sql", "SELECT 1", "-o", "x.csv", "--format", "table"], 2, "--format csv"),
        (["sql", "SELECT 1", "--limit", "0"], 2, "--limit"),
        (["sql", "SELECT 1", "-o", "none/x.csv"], 1, "there is no folder none"),
        (["sql", "COPY pages TO 'x.csv'"], 1, "harvestman lake export"),
        (["sql", "DELETE FROM pages"], 1, "ask with SELECT"),
        (["sql", "CREATE TABLE x (a INT)"], 1, "ask with SELECT"),
        (["sql", "SELECT * FROM page"], 1, "harvestman lake tables"),
        (["describe", "page"], 2, "did you mean pages"),
        (["describe", "xyzzy"], 2, "harvestman lake tables"),
        (["export", "pages", "none/p.csv"], 1, "there is no folder none"),
        (["export", "pages", "none/p.warc.gz"], 1, "there is no folder none"),
        (["export", "pages", "folder.csv"], 1, "folder.csv is a folder"),
        (["export", "pages"], 2, "Say which TABLE"),
        (["export", "page", "p.csv"], 2, "'page'"),
        (["export", "pages", "p.doc"], 1, ".xlsx"),
        (["export", "bodies", "b.warc.gz"], 2, "A WARC holds pages"),
        (["export", "pages", "p.csv", "--query", "SELECT 1"], 2, "--query"),
        (["check", "nothing"], 2, "price_jump"),
        (["fx", "import", "gone.csv"], 2, "gone.csv"),
    ],
)
def test_wrong_use_is_one_clear_line(lake, tmp_path, arguments, code, said):
    (tmp_path / "folder.csv").mkdir()
    done = lake(*arguments)
    told = [line for line in done.stderr.splitlines() if "pinning" not in line]
    told = [line for line in told if "[info" not in line]
    assert (done.returncode, done.stdout, len(told)) == (code, "", 1)
    assert said in told[0]


def test_a_file_that_was_asked_for_is_written_with_json_too(lake, tmp_path):
    done = lake("sql", "SELECT url FROM pages", "-o", "urls.csv", "--json")
    assert json.loads(done.stdout) == {"file": "urls.csv", "rows": 2}
    assert len((tmp_path / "urls.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("command", ["pin", "compact", "verify", "tables"])
def test_a_folder_that_is_no_home_is_left_as_it_is(lake, home, command):
    shutil.rmtree(home)
    home.mkdir()
    assert "has no tables yet" in lake(command).stderr
    assert list(home.iterdir()) == []


def test_every_table_and_column_is_told(lake):
    assert "The host name." in lake("describe", "hosts").stdout
    told = lake("tables").stdout
    assert "ccindex" in told
    assert json.loads(lake("tables", "--json").stdout)["tables"]["pages"] == 2


def test_an_export_says_what_it_wrote(lake, tmp_path):
    found = json.loads(lake("export", "pages", "p.csv", "--json").stdout)
    assert (found["rows"], found["package"]) == (2, "datapackage.json")
    assert (tmp_path / "datapackage.json").exists()


def test_freshness_tells_ages_and_stale_hosts(lake):
    told = lake("freshness", "--stale", "1s").stdout
    assert "pages" in told
    assert "Empty: " in told
    found = json.loads(lake("freshness", "--json").stdout)
    assert set(found) == {"tables", "stale_hosts", "stale_rates"}


def test_a_check_that_finds_an_error_fails(lake, home):
    page = {"url_key": "", "url": "u", "host": "h", "fetched_at": SEEN, "status": 200}
    assert lake("check").returncode == 0
    append(Lake.open(home), "crawl", {"pages": pa.Table.from_pylist([page])})
    lake("pin")
    done = lake("check", "empty_key", "--json")
    assert (done.returncode, json.loads(done.stdout)["broken"]) == (1, 1)


def test_rates_are_imported_once_and_shown_with_their_age(lake, tmp_path):
    (tmp_path / "hist.csv").write_text(HISTORY)
    found = [
        json.loads(lake("fx", "import", "hist.csv", "--json").stdout) for _ in "ab"
    ]
    assert [(one["new"], one["known"]) for one in found] == [(2, 0), (0, 2)]
    (rate,) = json.loads(lake("fx", "show", "--json").stdout)["rates"]
    assert (rate["quote"], rate["rate"], rate["stale"]) == ("USD", 1.0919, True)
    assert "stale" in lake("fx", "show", "--base", "eur").stdout
