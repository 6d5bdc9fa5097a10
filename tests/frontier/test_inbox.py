import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.carrier import Carrier, Files, Memory
from frontier.errors import BadCommand, DiskFull
from frontier.inbox import (
    Add,
    Block,
    Command,
    Due,
    Links,
    Pause,
    Resume,
    SetDelay,
    Unblock,
    drop,
    finished,
    receive,
    send,
    take,
)
from frontier.parcels import LARGEST, Box

COMMANDS: list[Command] = [
    Add(("http://a.test/", "http://ü.test/ä?q=\x00"), priority=-3, depth=2),
    Due(("http://a.test/p",)),
    Block("a.test", until=1e9),
    Block("b.test"),
    Unblock("a.test"),
    SetDelay("a.test", seconds=0.25),
    SetDelay("a.test"),
    Pause(),
    Resume(),
]
LINKS = Links(["http://b.test/"], [3], [0], [b"\x00meta"])


def commands(inbox: Path) -> list[Command]:
    return [command for _, command in take(inbox)]


def reasons(inbox: Path) -> list[str]:
    return [path.read_text() for path in sorted((inbox / "refused").glob("*.txt"))]


def test_commands_are_taken_as_they_were_given(tmp_path: Path) -> None:
    for command in COMMANDS:
        drop(tmp_path, command, now=5.0)
    assert commands(tmp_path) == COMMANDS


def test_the_earlier_command_is_taken_first(tmp_path: Path) -> None:
    for now in (20.0, 3.0, 1e9):
        drop(tmp_path, SetDelay("a.test", now), now)
    assert commands(tmp_path) == [SetDelay("a.test", now) for now in (3.0, 20.0, 1e9)]


def test_a_command_stays_until_it_is_finished(tmp_path: Path) -> None:
    drop(tmp_path, Pause(), 1.0)
    drop(tmp_path, Resume(), 2.0)
    (path, _), _ = take(tmp_path)
    assert len(take(tmp_path)) == 2
    finished(path)
    finished(path)
    assert commands(tmp_path) == [Resume()]


def test_no_more_are_taken_than_asked_for(tmp_path: Path) -> None:
    for command in COMMANDS:
        drop(tmp_path, command, 1.0)
    assert [command for _, command in take(tmp_path, most=2)] == COMMANDS[:2]


def test_an_inbox_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert take(tmp_path / "gone") == []


def plant_text(inbox: Path) -> None:
    (inbox / "note").write_text("hello")


def plant_nothing(inbox: Path) -> None:
    (inbox / "empty").touch()


def plant_link(inbox: Path) -> None:
    (inbox / "link").symlink_to("/etc/passwd")


def plant_pipe(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe")


def plant_giant(inbox: Path) -> None:
    with (inbox / "giant").open("wb") as file:
        file.truncate(LARGEST + 1000)


def plant_odd_name(inbox: Path) -> None:
    (inbox / os.fsdecode(b"\xff\n$(rm)")).write_text("x")


def plant_long_name(inbox: Path) -> None:
    (inbox / ("n" * 255)).write_text("x")


def plant_other_words(inbox: Path) -> None:
    Box(inbox, inbox / "refused").put(b'{"type":"explode"}', 0.0)


def plant_wrong_values(inbox: Path) -> None:
    Box(inbox, inbox / "refused").put(b'{"type":"block","host":"","until":-1}', 0.0)


def plant_deep_words(inbox: Path) -> None:
    Box(inbox, inbox / "refused").put(b'{"x":' + b"[" * 100_000, 0.0)


def plant_no_text(inbox: Path) -> None:
    Box(inbox, inbox / "refused").put(b'{"type":"unblock","host":"\xff"}', 0.0)


def plant_two_frames(inbox: Path) -> None:
    path = drop(inbox, Pause(), 0.0)
    path.write_bytes(path.read_bytes() * 2)


HOSTILE = [value for name, value in sorted(globals().items()) if name[:6] == "plant_"]


@pytest.mark.parametrize("plant", HOSTILE, ids=lambda plant: plant.__name__[6:])
def test_what_is_no_command_is_set_aside_and_stops_nobody(
    tmp_path: Path, plant: Callable[[Path], None]
) -> None:
    plant(tmp_path)
    drop(tmp_path, Resume(), 9.0)
    assert commands(tmp_path) == [Resume()]
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names - {"refused"}) == 1
    assert len(list((tmp_path / "refused").iterdir())) >= 1


def test_a_refusal_says_why(tmp_path: Path) -> None:
    plant_text(tmp_path)
    plant_wrong_values(tmp_path)
    plant_pipe(tmp_path)
    take(tmp_path)
    said = " ".join(reasons(tmp_path))
    assert "damaged" in said
    assert "$.until" in said or "$.host" in said
    assert "no ordinary file" in said


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_flipped_bit_makes_no_other_command(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    inbox = tmp_path_factory.mktemp("inbox")
    path = drop(inbox, SetDelay("a.test", 10.0), 0.0)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)
    assert commands(inbox) == []
    assert len(reasons(inbox)) == 1


def test_a_command_cut_off_is_refused_at_every_length(tmp_path: Path) -> None:
    whole = drop(tmp_path / "from", Pause(), 0.0).read_bytes()
    for length in range(len(whole)):
        (tmp_path / f"{length:04}").write_bytes(whole[:length])
    assert commands(tmp_path) == []
    assert len(reasons(tmp_path)) == len(whole)


def test_a_parcel_being_written_is_not_seen(tmp_path: Path) -> None:
    path = drop(tmp_path, Pause(), 0.0)
    path.rename(path.with_name(f".{path.name}.tmp"))
    assert commands(tmp_path) == []
    assert reasons(tmp_path) == []


def test_folders_in_an_inbox_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "07").mkdir()
    (tmp_path / "refused").mkdir()
    assert commands(tmp_path) == []
    assert (tmp_path / "07").is_dir()


@pytest.mark.parametrize(
    "command",
    [
        Block(""),
        Block("x" * 256),
        Block("a.test", until=-1.0),
        SetDelay("a.test", seconds=-0.5),
        Add(("http://\ud800.test/",)),
        Add(("http://a.test/",), depth=-1),
        Add(("http://a.test/" + "x" * 70_000,)),
        Add(("http://a.test/" + "x" * 60_000,) * 1200),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_command_that_cannot_be_is_refused_when_given(
    tmp_path: Path, command: Command
) -> None:
    with pytest.raises(BadCommand):
        drop(tmp_path, command, 0.0)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(DiskFull):
        drop(tmp_path, Pause(), 0.0)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=["files", "memory"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Carrier:
    return Files(tmp_path) if request.param == "files" else Memory()


def test_links_arrive_at_their_shard_in_order(carrier: Carrier) -> None:
    for depth in (1, 2, 3):
        send(carrier, 7, Links(["http://b.test/"], [depth], [0]), now=1.0)
    send(carrier, 8, LINKS, now=0.0)
    assert [links.depth for _, links in receive(carrier, 7)] == [[1], [2], [3]]
    assert [links for _, links in receive(carrier, 8)] == [LINKS]
    assert receive(carrier, 9) == []


def test_links_stay_until_they_are_finished(carrier: Carrier) -> None:
    send(carrier, 7, LINKS, now=1.0)
    ((parcel, _),) = receive(carrier, 7)
    carrier.finished(8, parcel.name)
    assert len(receive(carrier, 7)) == 1
    carrier.finished(7, parcel.name)
    carrier.finished(7, parcel.name)
    assert receive(carrier, 7) == []


def uneven(**columns: list[object]) -> bytes:
    return msgspec.msgpack.encode({"type": "links", **columns})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode(Pause()),
        uneven(urls=["http://a.test/"], depth=[], priority=[]),
        uneven(urls=["http://a.test/"], depth=[1], priority=[1], meta=[b"", b""]),
        b"\x91" * 100_000,
    ],
)
def test_what_is_no_links_is_refused_once(carrier: Carrier, data: bytes) -> None:
    carrier.put(7, data, 0.0)
    send(carrier, 7, LINKS, now=1.0)
    assert [links for _, links in receive(carrier, 7)] == [LINKS]
    assert len(carrier.take(7, 10)) == 1


def test_no_more_parcels_are_taken_than_asked_for(carrier: Carrier) -> None:
    for number in range(5):
        carrier.put(7, bytes([number]), 0.0)
    assert [parcel.data for parcel in carrier.take(7, 2)] == [b"\x00", b"\x01"]


def test_refused_links_are_kept_for_people(tmp_path: Path) -> None:
    Files(tmp_path).put(7, b"nonsense", 0.0)
    receive(Files(tmp_path), 7)
    assert "no links" in reasons(tmp_path)[0]
