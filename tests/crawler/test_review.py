from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import NoSuchCase
from crawler.manners.review import FILE, Seen, append, decide, forget, read_review
from frontier.forgotten import Target
from frontier.inbox import Due, SetDelay, Unblock, take


def seen(host: str = "shop.test", kind: str = "captcha", **more: object) -> Seen:
    facts = {"at": 1_000.0, "url": f"http://{host}/1", "sign": "s", **more}
    return Seen(host=host, kind=kind, **facts)


def test_a_host_and_a_kind_of_wall_are_one_case(tmp_path: Path) -> None:
    for line in (seen(), seen(more=3, at=2_000.0), seen(kind="login")):
        append(tmp_path, line)
    cases = {case.id: case for case in read_review(tmp_path)}
    assert set(cases) == {"shop.test/captcha", "shop.test/login"}
    assert cases["shop.test/captcha"].times == 4
    assert cases["shop.test/captcha"].first_at == "1970-01-01T00:16:40+00:00"
    assert cases["shop.test/captcha"].last_at == "1970-01-01T00:33:20+00:00"


def test_a_home_without_walls_has_an_empty_list(tmp_path: Path) -> None:
    assert read_review(tmp_path) == []


def test_a_decided_case_lets_its_host_go_on(tmp_path: Path) -> None:
    append(tmp_path, seen())
    [case] = decide(tmp_path, "shop.test", "resolved", 5_000.0, "asked the owner")
    assert (case.state, case.note) == ("resolved", "asked the owner")
    commands = [command for _, command in take(tmp_path / "inbox")]
    assert commands == [Unblock("shop.test"), SetDelay("shop.test", None)]


def test_what_a_door_answered_for_good_is_asked_anew(tmp_path: Path) -> None:
    append(tmp_path, seen(kind="login", shut=False))
    decide(tmp_path, "shop.test/login", "resolved", 5_000.0)
    commands = [command for _, command in take(tmp_path / "inbox")]
    assert Due(("http://shop.test/1",)) in commands


def test_a_wall_that_comes_again_opens_its_case_anew(tmp_path: Path) -> None:
    append(tmp_path, seen())
    decide(tmp_path, "shop.test", "resolved", 5_000.0)
    append(tmp_path, seen(at=6_000.0))
    assert read_review(tmp_path)[0].state == "open"


def test_what_is_ignored_stays_so(tmp_path: Path) -> None:
    append(tmp_path, seen())
    decide(tmp_path, "shop.test", "ignored", 5_000.0)
    append(tmp_path, seen(at=6_000.0))
    assert read_review(tmp_path)[0].state == "ignored"


def test_a_case_that_nobody_knows_is_named(tmp_path: Path) -> None:
    append(tmp_path, seen())
    with pytest.raises(NoSuchCase, match=r"shop\.text.*campaign review"):
        decide(tmp_path, "shop.text", "resolved", 5_000.0)
    assert not (tmp_path / "inbox").exists()


@given(cut=st.integers(min_value=1, max_value=120))
def test_a_torn_line_costs_itself_only(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    for host in ("a.test", "b.test"):
        append(folder, seen(host))
    path = folder / FILE
    path.write_bytes(path.read_bytes()[:-cut])
    append(folder, seen("c.test"))
    hosts = {case.host for case in read_review(folder)}
    assert {"a.test", "c.test"} <= hosts


def test_forgetting_a_host_leaves_no_word_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    append(folder, seen("gone.test"))
    append(folder, seen("kept.test"))
    decide(folder, "gone.test", "resolved", 5_000.0)
    assert forget(tmp_path, Target.of("gone.test")) == 2
    assert b"gone.test" not in (folder / FILE).read_bytes()
    assert [case.host for case in read_review(folder)] == ["kept.test"]


def test_forgetting_a_url_also_finds_it_where_a_redirect_led(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    append(folder, seen(sign="redirect to https://login.test/secret"))
    append(folder, seen(url="http://shop.test/2"))
    assert forget(tmp_path, Target.of("http://login.test/secret")) == 1
    assert forget(tmp_path, Target.of("https://shop.test/2")) == 1
    assert read_review(folder) == []


def test_what_cannot_be_read_is_forgotten_too(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    append(folder, seen("kept.test"))
    with (folder / FILE).open("ab") as file:
        file.write(b'{"type": "seen", "host": "gone.te')
    forget(tmp_path, Target.of("other.test"))
    assert b"gone.te" not in (folder / FILE).read_bytes()
    assert len(read_review(folder)) == 1
