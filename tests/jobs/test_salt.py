"""The salt of a home, behind which the names of authors are hidden."""

from pathlib import Path

from jobs.salt import author_salt


def test_a_home_has_one_salt_of_its_own(tmp_path: Path) -> None:
    salt = author_salt(tmp_path / "a")
    assert len(salt) == 32
    assert author_salt(tmp_path / "a") == salt
    assert author_salt(tmp_path / "b") != salt


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    author_salt(tmp_path)
    (file,) = (tmp_path / "extract").iterdir()
    assert file.stat().st_mode & 0o077 == 0
