from pathlib import Path

import pytest

from enrich import kernel


def test_every_file_of_loops_is_watched_for_changes() -> None:
    room = Path(kernel.__file__).parent
    loops = {file for file in room.rglob("*.py") if "@kernel" in file.read_text()}
    assert loops <= set(kernel.MADE_OF)


def test_what_is_set_up_has_its_loops_compiled() -> None:
    from enrich.text.sentimentrules import judge
    from enrich.warm import warm

    warm()
    assert list(Path(judge.stats.cache_path).glob("sentimentrules.judge-*.nbi"))


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "loops.py").write_text("STEP = 1\n")
    compiled(tmp_path).parent.mkdir()
    return tmp_path


def compiled(room: Path) -> Path:
    return room / "__pycache__" / "loops.go-1.py311.1.nbc"


def test_compiled_loops_stay_while_their_files_do(room) -> None:
    kernel.drop_stale(room, [room / "loops.py"])
    compiled(room).touch()
    kernel.drop_stale(room, [room / "loops.py"])
    assert compiled(room).exists()


def test_compiled_loops_go_when_a_number_in_them_changed(room) -> None:
    kernel.drop_stale(room, [room / "loops.py"])
    compiled(room).touch()
    (room / "loops.py").write_text("STEP = 12\n")
    kernel.drop_stale(room, [room / "loops.py"])
    assert not compiled(room).exists()


def test_both_rooms_compile_by_one_rule() -> None:
    assert kernel.kernel is kernel.below.kernel
