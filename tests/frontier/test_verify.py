from pathlib import Path

import pytest

from frontier.book import Book
from frontier.frontier import Frontier
from frontier.inbox import Pause, drop, take
from frontier.plan import Plan
from frontier.politeness import Politeness, rules_of
from frontier.verify import Finding, verify


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the frontier folder of a home with one URL, one page and one command."""
    frontier = Frontier.open(tmp_path, "shops", 0.0, Plan())
    frontier.schedule(["http://a.test/1", "http://a.test/2"], 1.0)
    frontier.done(frontier.next_batch(1, 2.0).ids, 3.0)
    frontier.close()
    Book.open(tmp_path / "hosts", 7, 0.0, rules_of(Politeness())).sync()
    drop(tmp_path / "shops" / "inbox", Pause(), 0.0)
    return tmp_path


def findings(home: Path) -> list[Finding]:
    return list(verify(home, "shops").findings)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_whole_frontier_has_no_findings(home: Path) -> None:
    found = verify(home, "shops")
    assert found.findings == ()
    assert (found.files >= 4, found.bytes > 0) == (True, True)


@pytest.mark.parametrize(
    ("form", "means"),
    [
        ("shops/??/0*.log", "rebuild"),
        ("shops/acks/0*.log", "nothing is lost"),
        ("hosts/07.log", "rest for their whole delay"),
        ("shops/inbox/0*", "give it again"),
    ],
)
def test_a_flipped_bit_is_found_and_what_it_costs(
    home: Path, form: str, means: str
) -> None:
    (path,) = home.glob(form)
    flip(path)
    (found,) = findings(home)
    assert found.file == path.relative_to(home).as_posix()
    assert means in found.means


def test_a_missing_segment_is_found(home: Path) -> None:
    (path,) = home.glob("shops/??/0*.log")
    path.rename(path.with_name("00000002.log"))
    (found,) = findings(home)
    assert (found.file[-12:], found.damage) == ("00000001.log", "it is missing")


def test_a_damaged_snapshot_is_found(home: Path) -> None:
    (home / "shops" / "seen-00-63").write_bytes(b"x" * 2000)
    (found,) = findings(home)
    assert "made again" in found.means


def test_a_plan_that_cannot_be_read_is_found(home: Path) -> None:
    (home / "shops" / "plan.json").write_bytes(b'{"order": "best of all"}')
    (found,) = findings(home)
    assert ("$.order" in found.damage, "anew" in found.means) == (True, True)


def test_what_was_set_aside_and_what_is_half_written_is_no_damage(home: Path) -> None:
    inbox = home / "shops" / "inbox"
    (inbox / "note").write_text("hello")
    take(inbox)
    (inbox / ".half.tmp").write_text("x")
    assert findings(home) == []


def test_what_is_whole_at_the_second_look_is_no_damage(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = home.glob("shops/??/0*.log")
    whole, looks = path.read_bytes(), []
    path.write_bytes(whole[:-1])
    read = Path.read_bytes

    def writing(one: Path) -> bytes:
        data = read(one)
        if one == path and not looks:
            looks.append(one)
            path.write_bytes(whole)
        return data

    monkeypatch.setattr(Path, "read_bytes", writing)
    assert findings(home) == []


def test_a_campaign_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert verify(tmp_path, "none").files == 0
