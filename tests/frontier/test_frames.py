from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.frames import HEAD_BYTES, Frames, read

PAYLOADS = st.lists(st.binary(max_size=60), min_size=1, max_size=6)


def written(path: Path, payloads: list[bytes]) -> Path:
    path.unlink(missing_ok=True)
    file = Frames.open(path)
    for kind, payload in enumerate(payloads):
        file.append(kind, payload, count=len(payload))
    file.close()
    return path


def payloads_of(path: Path) -> list[bytes]:
    return [bytes(frame.payload) for frame in read(path).frames]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frames") / "file.log"


@given(payloads=PAYLOADS)
def test_what_is_appended_is_read(path: Path, payloads: list[bytes]) -> None:
    assert payloads_of(written(path, payloads)) == payloads


@given(payloads=PAYLOADS, cut=st.integers(min_value=0))
def test_a_torn_end_costs_the_last_frame_only(
    path: Path, payloads: list[bytes], cut: int
) -> None:
    whole = written(path, payloads).read_bytes()
    kept = len(whole) - len(payloads[-1]) - HEAD_BYTES
    path.write_bytes(whole[: kept + cut % (len(whole) - kept)])
    assert payloads_of(path) == payloads[:-1]


@given(payloads=PAYLOADS, place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_flipped_bit_costs_its_own_frame_only(
    path: Path, payloads: list[bytes], place: int, bit: int
) -> None:
    data = bytearray(written(path, payloads).read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)
    found = read(path)
    assert len(found.frames) == len(payloads) - 1
    assert found.damage


def test_a_file_goes_on_after_its_torn_end(path: Path) -> None:
    data = written(path, [b"one", b"two"]).read_bytes()
    path.write_bytes(data[:-1])
    file = Frames.open(path)
    file.append(7, b"three")
    file.close()
    assert payloads_of(path) == [b"one", b"three"]


def test_reserved_room_is_no_damage(path: Path) -> None:
    data = written(path, [b"one"]).read_bytes()
    path.write_bytes(data + bytes(1000))
    assert read(path).damage == ()


def test_a_missing_file_has_no_frames(tmp_path: Path) -> None:
    assert read(tmp_path / "none.log").frames == []
