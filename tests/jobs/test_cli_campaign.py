from pathlib import Path

import pytest
from cli_calls import Say, answer

from crawler.manners.review import Seen, append
from crawler.owner import owned
from frontier.frontier import Frontier
from frontier.inbox import Add, Pause, take
from frontier.plan import Plan
from frontier.scope import Scope

PLAN = Plan(scope=Scope("host", ("a.test",)))
SHOPS = """
seeds = ["http://a.test/"]
order = "best"
schedule = "daily 03:30"
[politeness]
delay = "2s"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a campaign that was begun, and one without a file."""
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "shops.toml").write_text(SHOPS)
    for name in ("shops", "default"):
        frontier = Frontier.open(tmp_path / "frontier", name, 1.0, PLAN)
        frontier.schedule(["http://a.test/", "http://a.test/1"], 1.0)
        frontier.close()
    return tmp_path


def test_campaigns_are_listed_with_how_they_stand(say: Say) -> None:
    found = answer(say("campaign", "list", "--json"))["campaigns"]
    told = [(one["campaign"], one["state"], one["pending"]) for one in found]
    assert told == [("default", "waits", 2), ("shops", "waits", 2)]
    assert "03:30" in found[1]["next_due_at"]
    assert "shops.toml" in say("campaign", "list")[1]


def test_a_wrong_file_is_listed_with_what_is_wrong(say: Say, home: Path) -> None:
    (home / "campaigns" / "bad.toml").write_text("depth = -1")
    assert "bad.toml:1:9: depth = -1" in say("campaign", "list")[1]
    code, _, said = say("campaign", "show", "bad")
    assert (code, "bad.toml:1:9" in said) == (1, True)


def test_all_that_a_campaign_says_is_shown(say: Say) -> None:
    shown = say("campaign", "show", "shops")[1]
    lines = {line.split()[0]: line for line in shown.splitlines()}
    assert " best " in lines["order"]
    assert " 2 " in lines["politeness.delay"]
    assert " (16) " in lines["concurrency"]  # the setting's, since nothing is said
    assert answer(say("campaign", "show", "shops", "--json"))["order"] == "best"


def test_a_campaign_made_of_options_is_shown_as_its_frontier_knows_it(say: Say) -> None:
    assert "host a.test" in say("campaign", "show", "default")[1]
    assert answer(say("campaign", "show", "default", "--json"))["file"] is None


def test_an_unknown_campaign_is_refused_with_a_near_one(say: Say) -> None:
    code, _, said = say("campaign", "show", "shpos")
    assert (code, "did you mean shops?" in said) == (1, True)


def test_a_paused_campaign_stays_so_until_it_is_resumed(say: Say) -> None:
    assert answer(say("campaign", "pause", "shops", "--json"))["queued"] is False
    assert (
        answer(say("campaign", "list", "--json"))["campaigns"][1]["state"] == "paused"
    )
    say("campaign", "resume", "shops")
    assert answer(say("campaign", "list", "--json"))["campaigns"][1]["state"] == "waits"


def test_a_crawl_that_runs_is_told_to_pause(say: Say, home: Path) -> None:
    with owned(home):
        assert answer(say("campaign", "pause", "shops", "--json"))["queued"] is True
    inbox = home / "frontier" / "shops" / "inbox"
    assert [command for _, command in take(inbox)] == [Pause()]


def test_what_was_never_crawled_cannot_be_paused(say: Say, home: Path) -> None:
    (home / "campaigns" / "new.toml").write_text('seeds = ["http://a.test/"]')
    code, _, said = say("campaign", "pause", "new")
    assert (code, "harvestman crawl new.toml" in said) == (1, True)


def test_stats_are_told_before_anything_was_fetched(say: Say) -> None:
    found = answer(say("campaign", "stats", "shops", "--json"))
    assert (found["pending"], found["outcomes"], found["by_host"]) == (2, [], [])
    assert "2 URLs of 1 host" in say("campaign", "stats", "shops")[1]


def wall(home: Path) -> None:
    seen = Seen(at=1.0, host="a.test", kind="captcha", url="http://a.test/", sign="x")
    append(home / "frontier" / "shops", seen)


def test_walls_wait_for_a_decision(say: Say, home: Path) -> None:
    wall(home)
    assert "a.test/captcha" in say("campaign", "review", "shops")[1]
    done = answer(say("campaign", "review", "shops", "--resolve", "a.test", "--json"))
    assert done["decided"][0]["state"] == "resolved"
    assert "no wall" in say("campaign", "review", "shops")[1]
    assert (
        len(answer(say("campaign", "review", "shops", "--all", "--json"))["cases"]) == 1
    )


def test_a_case_that_is_not_listed_cannot_be_decided(say: Say) -> None:
    code, _, said = say("campaign", "review", "shops", "--ignore", "b.test")
    assert (code, "'b.test'" in said) == (1, True)


def listed(say: Say) -> list[str]:
    found = answer(say("seeds", "list", "--campaign", "shops", "--json"))
    return [one["url"] for one in found["seeds"]]


def test_added_seeds_are_listed_behind_the_campaigns_own(say: Say) -> None:
    done = answer(
        say("seeds", "add", "HTTP://B.test", "no", "--campaign", "shops", "--json")
    )
    assert (done["added"], done["refused"], done["example"]) == (1, 1, "no")
    say("seeds", "add", "--sitemap", "http://b.test/map.xml", "--campaign", "shops")
    urls = ["http://a.test/", "http://b.test/", "http://b.test/map.xml"]
    assert sorted(listed(say)) == urls


def test_a_seed_is_added_once(say: Say) -> None:
    add = ("seeds", "add", "http://b.test/", "http://b.test", "--campaign", "shops")
    assert answer(say(*add, "--json"))["added"] == 1
    again = answer(say(*add, "--json"))
    assert (again["added"], again["known"]) == (0, 2)


def test_seeds_are_imported_from_files_and_sitemaps(say: Say, home: Path) -> None:
    (home / "urls.csv").write_text("url\nhttp://b.test/1\nhttp://b.test/2\n")
    (home / "map.xml").write_text(
        "<urlset><url><loc>http://c.test/</loc></url></urlset>"
    )
    files = (str(home / "urls.csv"), str(home / "map.xml"), "http://d.test/rss")
    done = answer(say("seeds", "import", *files, "--campaign", "shops", "--json"))
    assert done["added"] == 4
    assert "sitemap http://d.test/rss" in (home / "campaigns/shops.seeds").read_text()


def test_a_crawl_that_runs_is_handed_new_seeds(say: Say, home: Path) -> None:
    with owned(home):
        say("seeds", "add", "http://a.test/new", "--campaign", "shops")
    found = [command for _, command in take(home / "frontier" / "shops" / "inbox")]
    assert found == [Add(("http://a.test/new",))]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ("add", "http://a.test"),
            1,
            "2 campaigns; add --campaign and one of: default",
        ),
        (("add", "--campaign", "shops"), 2, "nothing to add"),
        (("add", "no", "--campaign", "shops"), 1, "no seed was added"),
        (("import", "gone.csv", "--campaign", "shops"), 2, "there is no file gone.csv"),
        (("list", "--campaign", "shosp"), 1, "did you mean shops?"),
    ],
)
def test_wrong_use_is_one_clear_line(
    say: Say, arguments: tuple[str, ...], code: int, said: str
) -> None:
    left, _, shown = say("seeds", *arguments)
    assert (left, said in shown) == (code, True)
