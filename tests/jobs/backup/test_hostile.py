"""A backup that is torn, changed or made to do harm is refused, and leaves nothing."""

import hashlib
import tarfile
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from jobs.backup.manifest import NAME, Manifest, Member
from jobs.backup.restoring import restore
from jobs.backup.unpack import Nowhere, read_archive
from jobs.errors import BackupBroken

_BODY = b"body"


@pytest.mark.parametrize(
    "name", ["/etc/x", "../x", "a/../../x", "a//x", "./x", "a/.", "x" * 5000, ""]
)
def test_a_name_that_leads_out_of_the_home_is_refused(name, tmp_path):
    _refused(_packed([(_file(name), _BODY)]), tmp_path)


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, b"S", b"x"],
)
def test_what_is_neither_file_nor_folder_is_refused(kind, tmp_path):
    head = _file("ledger.db")
    head.type, head.linkname = kind, "/etc/passwd"
    _refused(_packed([(head, _BODY)]), tmp_path)


def test_a_file_that_is_a_folder_as_well_is_refused(tmp_path):
    _refused(_packed([(_file("a"), _BODY), (_file("a/b"), _BODY)]), tmp_path)


def test_what_unpacks_to_more_than_there_is_room_for_is_refused(tmp_path):
    many = [(_file(f"{n}"), bytes(1 << 20)) for n in range(8)]
    with pytest.raises(BackupBroken, match="free here"):
        read_archive(BytesIO(_packed(many)), Nowhere(), 7 << 20)
    huge = _file("huge")
    huge.size = 1 << 60
    _refused(ZstdCompressor().compress(huge.tobuf(tarfile.GNU_FORMAT)), tmp_path)


def test_a_manifest_that_says_something_else_is_refused(tmp_path):
    one = [(_file("a"), _BODY)]
    for said in ({"a": _member(b"ybod")}, {"a": _member(_BODY), "b": _member(_BODY)}):
        _refused(_packed(one, said), tmp_path)


def test_a_backup_of_a_later_format_is_refused(tmp_path):
    _refused(_packed([], format_=2), tmp_path)


def test_what_is_no_backup_is_refused(tmp_path):
    for data in (b"", b"hello", ZstdCompressor().compress(b"hello" * 1000)):
        _refused(data, tmp_path)


def test_a_backup_cut_short_anywhere_is_refused(kept, tmp_path):
    data = kept.read_bytes()
    for part in range(1, 20):
        _refused(data[: len(data) * part // 20], tmp_path)
    _refused(data[:-5], tmp_path)


def test_a_changed_byte_anywhere_is_refused(kept, tmp_path):
    data = kept.read_bytes()
    places = [len(data) * part // 20 for part in range(2, 20)]
    all_changed = [
        data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :] for at in places
    ]
    # One byte in some hundred says which of two equal stretches is copied.
    told = [one for one in all_changed if _unpacked(one) != _unpacked(data)]
    assert len(told) > 12
    for one in told:
        _refused(one, tmp_path)


def test_what_comes_through_a_pipe_is_refused_as_well(kept, tmp_path):
    data = kept.read_bytes()
    with pytest.raises(BackupBroken):
        restore(tmp_path / "home", _Pipe(data[: len(data) - 40]))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_came_twice_is_as_it_came_last(tmp_path):
    twice = [(_file("a"), b"old!"), (_file("b"), _BODY), (_file("a"), b"newer")]
    data = _packed(twice, {"a": _member(b"newer")})
    restore(tmp_path / "home", BytesIO(data))
    # And what its manifest does not name is not there.
    found = {one.name: one.read_bytes() for one in (tmp_path / "home").iterdir()}
    assert found == {"a": b"newer"}


def _unpacked(data: bytes) -> bytes | None:
    try:
        return ZstdDecompressor().stream_reader(BytesIO(data)).read()
    except ZstdError:
        return None


def _refused(data: bytes, place: Path) -> None:
    with pytest.raises(BackupBroken):
        restore(place / "home", BytesIO(data))
    assert list(place.iterdir()) == []


def _packed(
    members: list[tuple[tarfile.TarInfo, bytes]],
    said: dict[str, Member] | None = None,
    format_: int = 1,
) -> bytes:
    if said is None:
        said = {head.name: _member(body) for head, body in members}
    manifest = Manifest(
        format=format_, harvestman="0", made_at="now", lake={}, members=said
    )
    out, last = BytesIO(), msgspec.json.encode(manifest)
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        for head, body in [*members, (_file(NAME), last)]:
            head.size = len(body)
            tar.addfile(head, BytesIO(body))
    return ZstdCompressor(write_checksum=True).compress(out.getvalue())


def _file(name: str) -> tarfile.TarInfo:
    return tarfile.TarInfo(name)


def _member(body: bytes) -> Member:
    return Member(0o600, 0, len(body), hashlib.sha256(body).hexdigest())


class _Pipe(BytesIO):
    def seekable(self) -> bool:
        return False
