from pathlib import Path

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
