"""What a frontier tells its crawler about hosts."""

from pathlib import Path

from frontier_small import NOW, Home, plan

from frontier.robots import Answer, RobotsSettings

ROBOTS = b"User-agent: *\nCrawl-delay: 7\nSitemap: http://a.test/map.xml"


def test_what_a_robots_txt_said_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    frontier = home.open(plan(robots=RobotsSettings(name="harvestman")))
    frontier.schedule(["http://a.test/1"], NOW)
    (asked,) = frontier.next_batch(1, NOW)
    said = frontier.answered(asked.id, Answer(200, ROBOTS), NOW)
    assert (said.crawl_delay_s, said.sitemaps) == (7.0, ("http://a.test/map.xml",))
    assert frontier.delay_s("a.test") == 7.0
    home.close()


def test_the_delay_is_the_one_that_a_person_set(tmp_path: Path) -> None:
    home = Home(tmp_path)
    frontier = home.open(plan(delay_s=2.0))
    before = frontier.delay_s("a.test")
    frontier.set_delay("a.test", 5.0, NOW)
    assert (before, frontier.delay_s("a.test")) == (2.0, 5.0)
    home.close()
