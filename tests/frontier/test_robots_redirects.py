from pathlib import Path

from frontier.robots import Answer, Kind, Outcome, Robots, RobotsSettings

SHOP = "https://shop.test"
FILE = f"{SHOP}/robots.txt"
PAGE = f"{SHOP}/private/a"
OPEN_PAGE = f"{SHOP}/a"
BODY = b"User-agent: *\nDisallow: /private/"
SETTINGS = RobotsSettings(name="harvestman")


def kind(robots: Robots, url: str, now: float) -> Kind:
    return robots.verdict(url, now).kind


def test_a_redirect_is_followed_for_the_first_origin_only(tmp_path: Path) -> None:
    robots = Robots.open(tmp_path, SETTINGS)
    robots.verdict(PAGE, 0.0)
    moved = Answer(301, location="http://other.test/rules")
    assert robots.answered(FILE, moved, 0.0) == Outcome(
        follow="http://other.test/rules"
    )
    assert kind(robots, PAGE, 1.0) is Kind.WAIT
    robots.answered(FILE, Answer(200, BODY), 1.0)
    assert kind(robots, PAGE, 2.0) is Kind.FORBIDDEN
    assert kind(robots, "http://other.test/private/", 2.0) is Kind.ASK


def test_a_redirect_is_relative_to_where_it_came_from(tmp_path: Path) -> None:
    robots = Robots.open(tmp_path, SETTINGS)
    robots.answered(FILE, Answer(302, location="//other.test/x/robots"), 0.0)
    outcome = robots.answered(FILE, Answer(302, location="rules"), 0.0)
    assert outcome.follow == "https://other.test/x/rules"


def test_five_redirects_are_followed_and_the_sixth_is_no_file(tmp_path: Path) -> None:
    robots = Robots.open(tmp_path, SETTINGS)
    hops = [robots.answered(FILE, Answer(301, location=f"/{n}"), 0.0) for n in range(6)]
    assert [hop.follow for hop in hops] == [*(f"{SHOP}/{n}" for n in range(5)), None]
    assert kind(robots, PAGE, 1.0) is Kind.ALLOWED


def test_a_loop_of_redirects_is_no_file(tmp_path: Path) -> None:
    robots = Robots.open(tmp_path, SETTINGS)
    robots.answered(FILE, Answer(301, location="/a"), 0.0)
    assert robots.answered(FILE, Answer(301, location="/robots.txt"), 0.0) == Outcome()
    assert kind(robots, PAGE, 1.0) is Kind.ALLOWED


def test_a_redirect_to_what_cannot_be_reached_forbids(tmp_path: Path) -> None:
    robots = Robots.open(tmp_path, SETTINGS)
    robots.answered(FILE, Answer(301, location="http://10.0.0.1/"), 0.0)
    robots.answered(FILE, Answer(None), 0.0)
    assert kind(robots, OPEN_PAGE, 1.0) is Kind.WAIT
