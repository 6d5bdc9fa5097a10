from pathlib import Path

import pytest

from frontier.errors import BadRule, BadUrl, ForeignOrigin
from frontier.robots import Answer, Kind, Outcome, Robots, RobotsSettings, RobotsStats

SHOP = "https://shop.test"
FILE = f"{SHOP}/robots.txt"
PAGE = f"{SHOP}/private/a?b=1"
OPEN_PAGE = f"{SHOP}/a"
BODY = (
    b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2\nSitemap: http://shop.test/s"
)
DAY = 86_400.0
HOUR = 3600.0
SETTINGS = RobotsSettings(name="harvestman")
ALL = Answer(404)
SOME = Answer(200, BODY)
NOTHING = Answer(None)


def opened(folder: Path, settings: RobotsSettings = SETTINGS) -> Robots:
    return Robots.open(folder, settings)


def kind(robots: Robots, url: str, now: float) -> Kind:
    return robots.verdict(url, now).kind


def told(folder: Path, *answers: Answer, settings: RobotsSettings = SETTINGS) -> Robots:
    """Robots whose one origin gave these answers, all at time 0."""
    robots = opened(folder, settings)
    for answer in answers:
        robots.verdict(PAGE, 0.0)
        robots.answered(FILE, answer, 0.0)
    return robots


def test_a_stranger_is_asked_for_its_file_first(tmp_path: Path) -> None:
    verdict = opened(tmp_path).verdict(PAGE, 0.0)
    assert verdict.kind is Kind.ASK
    assert verdict.robots_url == FILE


def test_a_file_is_fetched_once_at_a_time(tmp_path: Path) -> None:
    robots = opened(tmp_path)
    robots.verdict(PAGE, 0.0)
    verdict = robots.verdict(OPEN_PAGE, 1.0)
    assert (verdict.kind, verdict.until) == (Kind.WAIT, SETTINGS.flight_s)


def test_the_rules_of_the_file_count(tmp_path: Path) -> None:
    robots = told(tmp_path, SOME)
    assert kind(robots, PAGE, 1.0) is Kind.FORBIDDEN
    assert kind(robots, OPEN_PAGE, 1.0) is Kind.ALLOWED


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Answer(200), Kind.ALLOWED),
        (Answer(204), Kind.ALLOWED),
        (Answer(200, b"\xff\xfe<html>"), Kind.ALLOWED),
        (Answer(206, BODY), Kind.FORBIDDEN),
        (Answer(301), Kind.ALLOWED),
        (Answer(302, location="mailto:a@shop.test"), Kind.ALLOWED),
        (Answer(302, location="http://["), Kind.ALLOWED),
        (Answer(304), Kind.WAIT),
        (Answer(400), Kind.ALLOWED),
        (Answer(401), Kind.ALLOWED),
        (Answer(403), Kind.ALLOWED),
        (Answer(404), Kind.ALLOWED),
        (Answer(410), Kind.ALLOWED),
        (Answer(499), Kind.ALLOWED),
        (Answer(429), Kind.WAIT),
        (Answer(500), Kind.WAIT),
        (Answer(503, BODY), Kind.WAIT),
        (Answer(599), Kind.WAIT),
        (Answer(None), Kind.WAIT),
        (Answer(100), Kind.WAIT),
        (Answer(0), Kind.WAIT),
        (Answer(999), Kind.WAIT),
        (Answer(-1), Kind.WAIT),
    ],
)
def test_every_answer_has_its_meaning_also_after_a_restart(
    tmp_path: Path, answer: Answer, verdict: Kind
) -> None:
    robots = told(tmp_path, answer)
    assert kind(robots, PAGE, 1.0) is verdict
    assert kind(opened(tmp_path), PAGE, 1.0) is verdict


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_file_closes_the_host_where_that_is_set(
    tmp_path: Path, status: int
) -> None:
    settings = RobotsSettings(name="harvestman", forbidden_statuses="forbid")
    robots = told(tmp_path, Answer(status), settings=settings)
    assert kind(robots, OPEN_PAGE, 1.0) is Kind.FORBIDDEN


@pytest.mark.parametrize(
    ("answer", "lasts_s"), [(SOME, DAY), (Answer(200), DAY), (ALL, HOUR)]
)
def test_a_copy_is_asked_for_again_before_any_page_once_it_is_old(
    tmp_path: Path, answer: Answer, lasts_s: float
) -> None:
    robots = told(tmp_path, answer)
    assert kind(robots, OPEN_PAGE, lasts_s - 1) is Kind.ALLOWED
    assert kind(robots, OPEN_PAGE, lasts_s) is Kind.ASK
    assert kind(robots, OPEN_PAGE, lasts_s + 1) is Kind.WAIT


def test_an_old_copy_allows_nothing_while_its_file_cannot_be_read(
    tmp_path: Path,
) -> None:
    robots = told(tmp_path, ALL)
    robots.verdict(OPEN_PAGE, HOUR)
    outcome = robots.answered(FILE, NOTHING, HOUR)
    assert outcome.wait_until == HOUR + 300
    assert kind(robots, OPEN_PAGE, HOUR + 299) is Kind.WAIT
    assert kind(robots, OPEN_PAGE, HOUR + 300) is Kind.ASK


def test_the_pauses_of_an_unreachable_host_grow_to_a_day(tmp_path: Path) -> None:
    robots = opened(tmp_path)
    waits = [robots.answered(FILE, NOTHING, 0.0).wait_until for _ in range(300)]
    assert waits[:3] == [300, 600, 1200]
    assert set(waits[9:]) == {DAY}


def test_the_pauses_go_on_growing_after_a_restart(tmp_path: Path) -> None:
    told(tmp_path, NOTHING, Answer(503))
    outcome = opened(tmp_path).answered(FILE, NOTHING, 0.0)
    assert outcome.wait_until == 1200


def test_an_answer_ends_the_growing(tmp_path: Path) -> None:
    robots = told(tmp_path, NOTHING, NOTHING, SOME)
    assert robots.answered(FILE, NOTHING, 0.0).wait_until == 300


@pytest.mark.parametrize(
    ("status", "asked_s", "waits_s"),
    [
        (429, None, 300.0),
        (429, 7.0, 7.0),
        (429, 7200.0, 7200.0),
        (429, -5.0, 300.0),
        (429, float("nan"), 300.0),
        (429, float("inf"), 30 * DAY),
        (503, 7.0, 300.0),
        (503, 7200.0, 7200.0),
    ],
)
def test_what_retry_after_says_is_waited_for(
    tmp_path: Path, status: int, asked_s: float | None, waits_s: float
) -> None:
    answer = Answer(status, retry_after_s=asked_s)
    outcome = opened(tmp_path).answered(FILE, answer, 0.0)
    assert outcome.wait_until == waits_s


def test_a_host_that_always_defers_is_asked_less_and_less(tmp_path: Path) -> None:
    robots = told(tmp_path, Answer(429, retry_after_s=0.0))
    outcome = robots.answered(FILE, Answer(429, retry_after_s=0.0), 0.0)
    assert outcome.wait_until == 600


@pytest.mark.parametrize(
    "other",
    ["http://shop.test/", "https://shop.test:81/", "https://www.shop.test/"],
)
def test_scheme_host_and_port_make_an_origin(tmp_path: Path, other: str) -> None:
    assert kind(told(tmp_path, ALL), other, 1.0) is Kind.ASK


@pytest.mark.parametrize(
    "other", ["HTTPS://Shop.TEST/a", "https://shop.test", "https://u:p@shop.test:443/a"]
)
def test_a_url_that_is_not_canonical_meets_its_origin(
    tmp_path: Path, other: str
) -> None:
    assert kind(told(tmp_path, ALL), other, 1.0) is Kind.ALLOWED


def test_what_is_no_url_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadUrl):
        opened(tmp_path).verdict("shop", 0.0)


def test_a_fetch_that_is_forgotten_is_free_again(tmp_path: Path) -> None:
    robots = opened(tmp_path)
    robots.verdict(PAGE, 0.0)
    robots.forgotten(FILE)
    assert kind(robots, PAGE, 0.0) is Kind.ASK


def test_a_fetch_of_which_nothing_is_heard_is_free_again(tmp_path: Path) -> None:
    robots = opened(tmp_path)
    robots.verdict(PAGE, 0.0)
    assert kind(robots, PAGE, SETTINGS.flight_s - 1) is Kind.WAIT
    assert kind(robots, PAGE, SETTINGS.flight_s) is Kind.ASK


def test_an_answer_that_nobody_waits_for_any_more_counts(tmp_path: Path) -> None:
    robots = opened(tmp_path)
    robots.answered(FILE, SOME, 0.0)
    assert kind(robots, PAGE, 1.0) is Kind.FORBIDDEN


def test_delay_and_sitemaps_are_those_of_the_last_copy(tmp_path: Path) -> None:
    outcome = opened(tmp_path).answered(FILE, SOME, 0.0)
    robots = opened(tmp_path)
    found = Outcome(None, robots.crawl_delay_s(SHOP), robots.sitemaps(PAGE))
    assert outcome == found == Outcome(None, 2.0, ("http://shop.test/s",))
    robots.answered(FILE, NOTHING, DAY)
    assert robots.crawl_delay_s(SHOP) is None
    assert robots.sitemaps(SHOP) == ()
    assert robots.sitemaps("http://stranger.test") == ()


def test_a_clock_set_back_makes_a_copy_an_old_one(tmp_path: Path) -> None:
    robots = told(tmp_path, ALL)
    assert kind(robots, PAGE, -30.0) is Kind.ALLOWED
    assert kind(robots, PAGE, -61.0) is Kind.ASK


def test_a_clock_set_back_begins_a_pause_again(tmp_path: Path) -> None:
    robots = told(tmp_path, Answer(503))
    long_ago = -30 * DAY
    assert robots.verdict(PAGE, long_ago).until == long_ago + 300
    assert kind(robots, PAGE, long_ago + 299) is Kind.WAIT
    assert kind(robots, PAGE, long_ago + 300) is Kind.ASK


def test_a_clock_set_back_keeps_a_fetch_single(tmp_path: Path) -> None:
    robots = opened(tmp_path)
    robots.verdict(PAGE, 0.0)
    assert robots.verdict(PAGE, -DAY).until == SETTINGS.flight_s - DAY
    assert kind(robots, PAGE, SETTINGS.flight_s - DAY) is Kind.ASK


@pytest.mark.parametrize("answer", [ALL, SOME, NOTHING, Answer(429)])
def test_a_clock_years_ahead_asks_before_any_page(
    tmp_path: Path, answer: Answer
) -> None:
    assert kind(told(tmp_path, answer), OPEN_PAGE, 9999 * DAY) is Kind.ASK


def test_stats_count_origins_by_what_they_said(tmp_path: Path) -> None:
    robots = told(tmp_path, SOME)
    for n, answer in enumerate([ALL, ALL, NOTHING, Answer(429)]):
        robots.answered(f"http://shop-{n}.test/robots.txt", answer, 0.0)
    robots.verdict("http://new.test/", 0.0)
    assert robots.stats() == RobotsStats(2, 1, 0, 1, 1, in_flight=1)


def test_an_origin_of_another_owner_is_refused(tmp_path: Path) -> None:
    robots = Robots.open(tmp_path, SETTINGS, shards=())
    with pytest.raises(ForeignOrigin, match=r"https://shop\.test lies in shard"):
        robots.verdict(PAGE, 0.0)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("name", "harvestman/1.0 (+http://shop.test)"),
        ("name", ""),
        ("cache_s", float("nan")),
        ("first_retry_s", -1.0),
    ],
)
def test_a_setting_that_cannot_be_is_named(setting: str, value: object) -> None:
    with pytest.raises(BadRule, match=setting):
        RobotsSettings(**{"name": "harvestman", setting: value})
