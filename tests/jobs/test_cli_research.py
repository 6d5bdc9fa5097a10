from datetime import timedelta
from pathlib import Path

import pytest
from cli_calls import answer
from told_home import AT, told_home

from enrich.equipment import Equipment
from enrich.errors import NoSuchMarket
from enrich.research.reading import chosen
from enrich.steps import steps
from jobs.cli.failure import sentence
from lake.ask import ask
from lake.spool import Spool
from lake.stages import run_stage


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose listings are matched and offered; nothing is researched."""
    import pyarrow as pa

    from lake.tables import schema

    lake = told_home(tmp_path_factory.mktemp("research"))
    offers = [
        {
            "listing_key": f"k{n:02}",
            "url": f"https://shop{n % 3}.test/{n // 3}",
            "host": f"shop{n % 3}.test",
            "price_minor": 1000 + 100 * n,
            "currency": "EUR",
            "seen_at": AT - timedelta(days=1),
            "input_key": f"offer{n}",
            "maker": "extract",
            "maker_version": 1,
        }
        for n in range(12)
    ]
    names = list(offers[0])
    told = pa.schema([schema("offers").field(name) for name in names])
    Spool(lake.home, "extract").put({"offers": pa.Table.from_pylist(offers, told)})
    for step in steps(Equipment()):
        if step.name in ("block", "pair", "match"):
            run_stage(lake, step)
    return lake.home


def test_what_pages_say_does_not_steer_the_terminal_in_an_error() -> None:
    known = [{"entity_key": f"Home > \x1b[2J{n}"} for n in range(2)]
    with pytest.raises(NoSuchMarket) as refused:
        chosen(known, "home")
    assert "\x1b" in str(refused.value)
    assert "\x1b" not in sentence(refused.value)


@pytest.fixture
def looked(say) -> None:
    say("research", "run", "--json")


def test_markets_are_looked_at_once(say) -> None:
    found = [answer(say("research", "run", "--json"))["steps"][0] for _ in range(2)]
    assert found[0]["step"] == "research" and found[0]["failed"] == 0
    assert found[1]["rows_in"] == 0


def test_categories_are_listed(say, looked) -> None:
    found = answer(say("research", "show", "--json"))["categories"]
    assert {row["entity_key"] for row in found} == {
        "Home > steel kettle",
        "Home > desk lamp",
        "Home > rain jacket",
        "Home > bike helmet",
    }
    assert "Home > desk lamp" in say("research", "show", "--top", "4")[1]


def test_one_category_is_shown_by_a_part_of_its_name(say, looked) -> None:
    found = answer(say("research", "show", "kettle", "--json"))
    assert found["category"]["groups"] == 1
    assert [row["host"] for row in found["sellers"]] == [f"shop{n}.test" for n in "012"]
    shown = say("research", "show", "KETTLE")[1]
    assert "half below 11.00 EUR" in shown and "shop2.test" in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [("umbrella", "no category is called 'umbrella'"), ("home", "may be Home > bike")],
)
def test_a_category_that_is_none_or_several_is_one_clear_line(
    say, looked, asked, said
) -> None:
    code, _, complaint = say("research", "show", asked)
    assert code == 1 and said in complaint and len(complaint.splitlines()) == 1


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("html", b"<!doctype"), ("md", b"# What")]
)
def test_a_report_is_a_file(say, looked, tmp_path, form, begins) -> None:
    path = tmp_path / f"markets.{form}"
    done = answer(say("research", "report", str(path), "--top", "2", "--json"))
    assert done["categories"] == 2
    assert path.read_bytes().startswith(begins)


def test_a_report_of_no_known_form_is_refused(say, looked, tmp_path) -> None:
    code, _, complaint = say("research", "report", str(tmp_path / "markets.doc"))
    assert code == 2 and ".pdf, .html, .md" in complaint


def test_outside_trends_reach_their_category(say, home, looked, tmp_path) -> None:
    weeks = [(2, 30), (3, 30), (15, 10), (16, 10)]
    lines = [f"{(AT - timedelta(weeks=w)).date()},Desk lamps,{v}" for w, v in weeks]
    file = tmp_path / "trends.csv"
    file.write_text("\n".join(["day,topic,value", *lines]))
    call = ("research", "import", str(file), "--source", "s", "--licence", "CC0")
    assert [answer(say(*call, "--json"))["new"] for _ in range(2)] == [4, 0]
    assert answer(say("research", "run", "--json"))["steps"][0]["rows_in"] == 1
    found = answer(say("research", "show", "lamp", "--json"))["category"]
    assert (found["outside"], found["outside_sources"]) == (3.0, ["s, Desk lamps, CC0"])


def test_a_wrong_file_takes_nothing_in(say, home, looked, tmp_path) -> None:
    file = tmp_path / "trends.csv"
    file.write_text("day,topic,value\n2026-01-01,Wrong,1\n2026-01-02,Wrong,x\n")
    code, _, complaint = say("research", "import", str(file), "--source", "s")
    assert code == 1 and "line 3, column value" in complaint
    sql = "select count(*) as n from trends where topic = 'Wrong'"
    assert ask(home, sql).to_pylist() == [{"n": 0}]
