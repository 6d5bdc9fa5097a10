"""`harvestman products`: what is listed and shown, and what a person may decide."""

import getpass
import json
from pathlib import Path

import pytest
from cli_calls import Say, answer
from copied_home import copied
from told_editions import KETTLES, LAMPS, derived, tell

from lake.sql import current
from lake.store import Lake
from ledger.approvals import standing
from ledger.open import open_ledger

WHY = ("--reason", "as it is")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two products wait: kettles, of which an older edition is sold, and lamps."""
    lake = Lake.open(tmp_path_factory.mktemp("lived"))
    tell(lake, KETTLES, "d1aaaaaaaaaaaa", "offered", title="Kettles of autumn")
    tell(lake, KETTLES, "d2aaaaaaaaaaaa", "draft", "checked", title="Kettles compared")
    tell(lake, LAMPS, "e1aaaaaaaaaaaa", "draft", "checked", kind="buying_guide")
    return lake.home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def lake(lived: Path, home: Path) -> Lake:
    return copied(lived, home)


def listed(say: Say, *options: str) -> list[tuple[str, str]]:
    found = answer(say("products", "list", *options, "--json"))["products"]
    return [(one["title"], one["state"]) for one in found]


def verdicts(home: Path) -> dict[str, tuple[str, str, str]]:
    with open_ledger(home) as ledger, ledger.read() as connection:
        known = standing(connection).values()
    return {one.digest[:2]: (one.verdict, one.actor, one.reason) for one in known}


def test_the_newest_editions_and_those_on_sale_are_listed(say: Say, lake: Lake) -> None:
    assert listed(say) == [
        ("Product ab34", "checked"),
        ("Kettles compared", "checked"),
        ("Kettles of autumn", "offered"),
    ]
    shown = say("products", "list")[1]
    assert ("quality" in shown, "0.50" in shown, "ab120000" in shown) == (True,) * 3


def test_what_is_on_sale_without_its_file_is_told_of(say: Say, lake: Lake) -> None:
    def lost() -> list[bool]:
        found = answer(say("products", "list", "--json"))["products"]
        return [one["lost"] for one in found]

    assert lost() == [False, False, True]
    said = say("products", "list")[1]
    assert "Kettles of autumn is offered, but not in the shop: products/" in said
    path = said.partition("in the shop: ")[2].partition(" is")[0]
    (lake.home / path).parent.mkdir(parents=True, exist_ok=True)
    (lake.home / path).write_bytes(b"%PDF")
    assert lost() == [False, False, False]
    assert "lost" not in say("products", "list")[1]


def test_a_list_may_be_of_one_state_and_one_kind(say: Say, lake: Lake) -> None:
    assert len(listed(say, "--status", "checked")) == 2
    assert listed(say, "--status", "checked", "--kind", "buying_guide") == [
        ("Product ab34", "checked")
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--status", "draft"), "No product is draft."),
        (("--kind", "poem"), "there are buying_guide, comparison"),
    ],
)
def test_an_empty_list_says_what_there_is(say: Say, lake: Lake, options, said) -> None:
    assert said in say("products", "list", *options)[1]


def test_a_home_without_products_says_how_to_make_them(say: Say, home) -> None:
    home.mkdir()
    assert "harvestman generate makes them" in say("products", "list")[1]
    assert "harvestman generate makes them" in say("products", "show", "ab")[2]
    code, said, _ = say("products", "approve", "--all-checked")
    assert (code, said) == (0, "Nothing waits for approval.\n")


def test_what_is_approved_is_decided_once_with_who_and_why(say, lake, home) -> None:
    first = say("products", "approve", "ab12", *WHY, "--as", "ann")
    assert first[0] == 0
    assert verdicts(home) == {"d2": ("approved", "ann", "as it is")}
    code, _, complaint = say("products", "approve", "ab12")
    assert (code, "already approved by ann on" in complaint) == (1, True)


def test_who_says_no_name_is_called_as_the_system_calls_them(say, lake, home) -> None:
    say("products", "approve", "ab12")
    assert verdicts(home)["d2"][:2] == ("approved", getpass.getuser())


def test_the_lake_has_a_copy_at_once(say: Say, lake: Lake) -> None:
    say("products", "approve", "ab12")
    with current(lake) as connection:
        found = connection.execute("SELECT digest, verdict FROM approvals").fetchall()
    assert found == [("d2aaaaaaaaaaaa", "approved")]


def test_what_follows_from_a_decision_stands_in_the_lake(say: Say, lake: Lake) -> None:
    edition = {"generated_key": KETTLES, "digest": "d2aaaaaaaaaaaa"}
    derived(lake, generated_works=[edition | {"kind": "comparison", "links": []}])
    for decided in (("approve", "ab12"), ("withdraw", "ab12", *WHY)):
        say("products", *decided)
    with current(lake) as connection:
        found = connection.execute(
            "SELECT status FROM generated WHERE maker = 'approved'"
            " AND digest = 'd2aaaaaaaaaaaa' ORDER BY ingested_at"
        ).fetchall()
    assert found == [("approved",), ("withdrawn",)]


def test_all_that_wait_are_approved_together(say: Say, lake: Lake, home) -> None:
    assert (
        len(answer(say("products", "approve", "--all-checked", "--json"))["decided"])
        == 2
    )
    assert set(verdicts(home)) == {"d2", "e1"}
    assert listed(say, "--status", "checked") == []
    assert (
        say("products", "list", "--status", "checked")[1]
        == "Nothing waits for approval.\n"
    )


def test_one_key_that_is_wrong_leaves_all_undecided(say: Say, lake: Lake, home) -> None:
    assert say("products", "approve", "ab12", "nothing")[0] == 1
    assert verdicts(home) == {}


def test_a_product_named_twice_is_decided_once(say: Say, lake: Lake, home) -> None:
    assert say("products", "approve", "ab12", KETTLES, "d2aa")[0] == 0
    assert set(verdicts(home)) == {"d2"}


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ab", "begins the keys of 2 products"),
        ("ab11", "did you mean ab120000 (Kettles compared)"),
        ("kettles", "did you mean ab120000"),
        ("zzzz", "harvestman products list shows them"),
        ("", "harvestman products list shows them"),
    ],
)
def test_a_key_that_names_no_product_is_told_of(say, lake, key, said) -> None:
    code, _, complaint = say("products", "show", key)
    assert (code, said in complaint) == (1, True), complaint


def test_what_was_never_checked_may_be_refused_and_not_approved(
    say, lake, home
) -> None:
    tell(lake, "ef" * 12, "f1aa", "draft")
    code, _, complaint = say("products", "approve", "efef")
    assert (code, "was never checked; harvestman generate" in complaint) == (1, True)
    assert say("products", "refuse", "efef", *WHY)[0] == 0
    assert verdicts(home)["f1"][0] == "refused"


def test_what_has_faults_is_not_approved(say: Say, lake: Lake, home) -> None:
    fault = {"rule": "links", "chapter": "all", "said": "http://x.test", "why": "gone"}
    tell(lake, LAMPS, "e2aa", "draft", faults=[fault])
    code, _, complaint = say("products", "approve", LAMPS)
    assert (code, "has one fault (links: gone)" in complaint) == (1, True)
    assert "http://x.test" in say("products", "show", "ab34")[1]
    assert verdicts(home) == {}


def test_what_is_sold_is_withdrawn_in_all_editions(say: Say, lake: Lake, home) -> None:
    assert say("products", "withdraw", "ab12", *WHY)[0] == 0
    assert {one[0] for one in verdicts(home).values()} == {"withdrawn"}
    assert set(verdicts(home)) == {"d1", "d2"}
    code, _, complaint = say("products", "withdraw", "ab12", *WHY)
    assert (code, "is withdrawn and not on sale" in complaint) == (1, True)


def test_what_is_withdrawn_is_approved_in_a_newer_edition_alone(
    say, lake, home
) -> None:
    say("products", "withdraw", "ab12", *WHY)
    complaint = say("products", "approve", "ab12")[2]
    assert "was withdrawn" in complaint
    assert "a newer edition can be approved" in complaint
    tell(lake, KETTLES, "d3aa", "draft", "checked")
    assert say("products", "approve", "ab12")[0] == 0
    assert verdicts(home)["d3"][0] == "approved"


def test_what_a_stage_withdrew_is_not_approved(say: Say, lake: Lake) -> None:
    tell(lake, LAMPS, None, "withdrawn")
    complaint = say("products", "approve", "ab34")[2]
    assert "a newer edition can be approved" in complaint


def test_what_is_sold_is_not_refused_and_what_is_not_is_not_withdrawn(
    say, lake
) -> None:
    say("products", "approve", "ab12")
    assert "products withdraw ab120000" in say("products", "refuse", "ab12", *WHY)[2]
    assert "not on sale: refuse it" in say("products", "withdraw", "ab34", *WHY)[2]


@pytest.mark.parametrize(
    "wrong",
    [
        ("approve",),
        ("approve", "ab12", "--all-checked"),
        ("approve", "ab12", "--as", "rule"),
        ("approve", "ab12", "--as", " "),
        ("refuse", "ab12"),
        ("refuse", "ab12", "--reason", "two\nlines"),
        ("withdraw", "ab12", "--reason", ""),
    ],
)
def test_what_is_not_said_rightly_is_wrong_use(say: Say, lake, home, wrong) -> None:
    assert say("products", *wrong)[0] == 2
    assert verdicts(home) == {}


def test_a_product_is_shown_with_what_became_of_it(say: Say, lake: Lake, home) -> None:
    (home / "products" / "d2aaaaaaaaaaaa.pdf").write_bytes(b"")
    (home / "products" / "d2aaaaaaaaaaaa.epub").write_bytes(b"")
    say("products", "refuse", "ab12", "--reason", "says too little", "--as", "ann")
    told = answer(say("products", "show", "ab12", "--json"))
    assert [one["state"] for one in told["editions"]] == ["refused", "offered"]
    assert told["editions"][0]["files"] == [
        "products/d2aaaaaaaaaaaa.epub",
        "products/d2aaaaaaaaaaaa.pdf",
    ]
    story = [(one["state"], one["who"]) for one in told["story"]]
    assert story == [
        *[("offered", "test"), ("draft", "test"), ("checked", "test")],
        ("refused", "ann"),
    ]
    assert "says too little" in say("products", "show", "ab12")[1]


def test_the_pages_behind_a_product_are_shown(say: Say, lake: Lake) -> None:
    url = "https://lamps.test/p/1"
    product = {"listing_key": "l1", "source_url": url, "title": "Lamp"}
    derived(lake, products=[product])
    tell(lake, LAMPS, "e2aa", "draft", "checked", source_keys=["l1", "l2"])
    sources = answer(say("products", "show", "ab34", "--json"))["sources"]
    assert sources == {"keys": 2, "pages": [url], "hosts": {"lamps.test": 1}}
    assert "1 page of 1 host: lamps.test (1)" in say("products", "show", "ab34")[1]


FACT = {"of_table": "offers", "of_column": "price_minor", "form": "money"}
WORK = {
    "chapters": [
        {"name": "all", "title": "All compared", "blocks": ["12.00 EUR", "9.00 EUR"]},
        {"name": "glance", "title": "At a glance", "blocks": ["two"]},
    ],
    "sources": [{"host": "a.test", "pages": 2, "read_on": "2026-11-19"}],
}


@pytest.fixture
def kept(lake: Lake) -> Lake:
    """What the kettles' newest edition says is kept, with the pages behind it."""
    pages = {f"l{n}": f"https://{'abcd'[n]}.test/p" for n in range(4)}
    products = [
        {"listing_key": key, "source_url": url, "title": key}
        for key, url in pages.items()
    ]
    edition = {"generated_key": KETTLES, "digest": "d2aaaaaaaaaaaa"}
    facts = [
        edition | FACT | told
        for told in (
            {
                "chapter": "glance",
                "said": "two",
                "way": "count",
                "source_keys": [*pages],
            },
            {
                "chapter": "all",
                "said": "9.00 EUR",
                "way": "is",
                "source_keys": ["l1|5"],
            },
            {"chapter": "all", "said": "12.00 EUR", "way": "is", "source_keys": ["l0"]},
            {"chapter": "", "said": "four", "way": "count", "source_keys": [*pages]},
        )
    ]
    work = edition | {"kind": "comparison", "work": json.dumps(WORK)}
    derived(lake, products=products, generated_works=[work], generated_facts=facts)
    return lake


def test_each_fact_is_explained_as_it_is_read(say: Say, kept: Lake) -> None:
    told = answer(say("generate", "--explain", "ab12", "--json"))
    assert [one["said"] for one in told["facts"]] == [
        "four",
        "12.00 EUR",
        "9.00 EUR",
        "two",
    ]
    assert told["facts"][2] == FACT | {
        "chapter": "all",
        "said": "9.00 EUR",
        "way": "is",
        "currency": None,
        "source_keys": ["l1|5"],
        "rows": 1,
        "pages": ["https://b.test/p"],
    }
    assert (told["state"], told["sources"]) == ("checked", WORK["sources"])


def test_an_explanation_names_a_few_pages_for_people(say: Say, kept: Lake) -> None:
    shown = say("generate", "--explain", "d2aa")[1]
    assert shown.index("Title and opening") < shown.index("All compared")
    line = next(line for line in shown.splitlines() if line.startswith("two"))
    told = "two offers.price_minor count 4 https://a.test/p and 3 more of b.test, c.test, d.test"
    assert " ".join(line.split()) == told
    assert "a.test      2  2026-11-19" in shown


def test_explaining_runs_no_stage(say: Say, kept: Lake) -> None:
    with current(kept) as connection:
        before = connection.execute("SELECT count(*) FROM batches").fetchall()
    say("generate", "--explain", "ab12")
    with current(kept) as connection:
        assert connection.execute("SELECT count(*) FROM batches").fetchall() == before


def test_an_edition_of_before_says_that_nothing_was_kept(say: Say, lake: Lake) -> None:
    assert "was not kept" in say("generate", "--explain", "d1aa")[1]
    assert say("generate", "--explain", "nothing")[0] == 1
