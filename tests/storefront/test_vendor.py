import hashlib
import io
import tarfile

import msgspec
import pytest

from tools.vendor import FOLDER, LOCK, Vendored, VendorRefused, locked, refill

WANTED = Vendored(
    name="a.js",
    package="a",
    version="1",
    path="package/a.js",
    sha256=hashlib.sha256(b"let a").hexdigest(),
    licence="MIT",
)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "a-1.tgz"
    with tarfile.open(path, "w:gz") as package:
        member = tarfile.TarInfo("package/a.js")
        member.size = 5
        package.addfile(member, io.BytesIO(b"let a"))
    return path


def test_every_vendored_file_is_what_the_lock_says():
    for wanted in locked():
        content = (FOLDER / wanted.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == wanted.sha256, wanted.name


def test_the_folder_holds_nothing_that_is_not_locked():
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {LOCK, *(wanted.name for wanted in locked())}


def test_a_vendored_script_makes_no_code_of_texts():
    for wanted in locked():
        text = (FOLDER / wanted.name).read_text()
        assert "eval(" not in text
        assert "new Function" not in text


def test_a_file_is_refilled_from_its_package(archive, tmp_path):
    refill(archive, WANTED, tmp_path)
    assert (tmp_path / "a.js").read_bytes() == b"let a"


def test_a_file_with_another_digest_is_not_written(archive, tmp_path):
    other = msgspec.structs.replace(WANTED, sha256="0" * 64)
    with pytest.raises(VendorRefused, match="the lock wants 0000"):
        refill(archive, other, tmp_path)
    assert not (tmp_path / "a.js").exists()


def test_a_package_without_the_file_is_refused(archive, tmp_path):
    other = msgspec.structs.replace(WANTED, path="package/b.js")
    with pytest.raises(VendorRefused, match=r"holds no file package/b\.js"):
        refill(archive, other, tmp_path)
