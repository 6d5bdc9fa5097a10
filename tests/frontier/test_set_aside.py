from pathlib import Path

from frontier_small import NOW, Home, counted, one, pages


def test_a_host_goes_on_at_once_when_its_url_is_set_aside(tmp_path: Path) -> None:
    home = Home(tmp_path)
    frontier = home.open()
    first, second = pages("a", 2)
    frontier.schedule([first, second], NOW)
    aside = one(frontier)
    frontier.set_aside(aside.ids, NOW)
    assert (aside.urls, one(frontier).urls) == ([first], [second])
    home.close()


def test_what_was_set_aside_waits_again_when_it_is_released(tmp_path: Path) -> None:
    home = Home(tmp_path)
    frontier = home.open()
    frontier.schedule(pages("a", 1), NOW)
    aside = one(frontier)
    frontier.set_aside(aside.ids, NOW)
    assert counted(frontier) == {"leased": 1}
    frontier.release(aside.ids, NOW)
    assert one(frontier).urls == aside.urls
    home.close()
