"""The dictionary: learnt from what comes, in every file that needs it, never a burden."""

import pytest
from warcs import exchange, other_reader, plain, stored, warcs, web

from lake import warcdictionary as dictionary
from lake.bodies import read_body
from lake.frames import dictionary_in, dictionary_number, number_in


@pytest.fixture
def early(monkeypatch):
    """Let a dictionary be learnt from a megabyte of pages."""
    monkeypatch.setattr(dictionary, "ENOUGH_BYTES", 1_000_000)


def size(home):
    return sum(path.stat().st_size for path in warcs(home))


def test_a_small_crawl_learns_nothing(tmp_path):
    stored(tmp_path, web(50))
    assert number_in(*warcs(tmp_path)) == 0
    assert dictionary.saved(tmp_path) == b""


def test_a_crawl_goes_on_with_what_it_learnt(tmp_path, early):
    given = web(300)
    places = stored(tmp_path, given)
    first, second = warcs(tmp_path)
    assert number_in(first) == 0
    assert number_in(second) == dictionary_number(dictionary.saved(tmp_path))
    assert [read_body(tmp_path, place) for place in places] == [e.body for e in given]


def test_what_another_process_writes_is_no_dictionary_yet(tmp_path, early):
    folder = tmp_path / "warc" / "dictionaries"
    folder.mkdir(parents=True)
    (folder / ".000007-1.zdict.tmp").write_bytes(b"half of")
    stored(tmp_path, web(300))
    dictionary.tidy(tmp_path, ())
    assert [path.name[:6] for path in folder.glob("*.zdict")] == ["000001"]


def test_the_next_crawl_begins_with_what_the_last_one_learnt(tmp_path):
    stored(tmp_path, web(150))
    (before,) = warcs(tmp_path)
    stored(tmp_path, web(150))
    assert number_in(warcs(tmp_path)[1]) > 0
    assert warcs(tmp_path)[1].stat().st_size < before.stat().st_size / 2


def test_a_file_is_read_with_its_own_dictionary_alone(tmp_path, early):
    stored(tmp_path, web(300))
    for path in (tmp_path / "warc" / "dictionaries").iterdir():
        path.unlink()
    assert plain(warcs(tmp_path)[1]).count(b"WARC-Type: response") > 30
    assert all(record.record_id for record in other_reader(warcs(tmp_path)[1]))


def test_a_file_begins_as_the_draft_says(tmp_path):
    stored(tmp_path, web(150))
    stored(tmp_path, [exchange(b"x")])
    data = warcs(tmp_path)[1].read_bytes()
    length = int.from_bytes(data[4:8], "little")
    assert data[:4] == b"\x5d\x2a\x4d\x18"
    assert data[8:12] == data[8 + length : 12 + length] == b"\x28\xb5\x2f\xfd"
    assert dictionary_in(data[: 8 + length])[:4] == b"\x37\xa4\x30\xec"


def test_what_helps_no_more_is_learnt_anew_at_the_next_file(tmp_path, early):
    stored(tmp_path, web(300))
    old = dictionary.saved(tmp_path)
    stored(tmp_path, web(300, power=20), rotate_bytes=50_000)
    assert dictionary.saved(tmp_path) != old


def test_a_dictionary_is_saved_with_whose_bodies_it_saw(tmp_path):
    given = web(150)
    stored(tmp_path, given)
    number = dictionary_number(dictionary.saved(tmp_path))
    assert dictionary.trained_on(tmp_path, {given[3].digest}) == {number}
    assert dictionary.trained_on(tmp_path, {"0" * 32}) == set()


def test_a_saved_dictionary_that_is_damaged_is_done_without(tmp_path):
    stored(tmp_path, web(150))
    (path,) = (tmp_path / "warc" / "dictionaries").glob("*.zdict")
    path.write_bytes(b"damaged")
    (place,) = stored(tmp_path, [exchange(b"x")])
    assert read_body(tmp_path, place) == b"x"


def test_nothing_to_learn_from_is_no_fault(tmp_path):
    stored(tmp_path, [exchange(b"")] * 200)
    stored(tmp_path, [exchange(bytes([n]) * 9000) for n in range(200)])
    assert len(warcs(tmp_path)) == 2
