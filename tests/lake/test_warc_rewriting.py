"""What is to vanish from WARC files is in no byte of them; the rest is where it says."""

from datetime import timedelta

import pytest
from warcs import AT, exchange, other_reader, plain, stored, warcs, web

from lake import warcdictionary
from lake.bodies import BodyStore, read_body
from lake.errors import WarcInUse
from lake.frames import number_in
from lake.settings import LakeSettings
from lake.targets import path_of
from lake.warcread import read_record
from lake.warcrewrite import Gone, Heir, drop, files_holding, orphans, rewrite
from lake.warcscan import records

SETTINGS = LakeSettings()
CANARY = "http://canary.test/canary"


def urls(*names):
    return Gone(urls=frozenset(names))


def erased(home, gone, heirs=None, seen=()):
    """Do what forgetting does, and return the places by file and offset."""
    places = {}
    for name in files_holding(home, gone, seen):
        new = rewrite(home, name, gone, heirs, settings=SETTINGS)
        places |= {(name, offset): place for offset, place in new.places.items()}
        drop(home, name)
    return places


def everything(home):
    """Return every byte under warc/, packed and unpacked."""
    files = [path for path in (home / "warc").rglob("*") if path.is_file()]
    return b"".join(map(bytes, (path.read_bytes() for path in files))) + b"".join(
        plain(path) for path in warcs(home)
    )


def test_what_is_kept_lies_where_the_new_places_say(tmp_path):
    given = web(150)
    before = stored(tmp_path, given)
    places = erased(tmp_path, urls(given[7].url))
    keys = [(place.warc_file, place.warc_offset) for place in before]
    assert keys[7] not in places
    kept = [number for number in range(150) if number != 7]
    found = [read_body(tmp_path, places[keys[number]]) for number in kept]
    assert found == [given[number].body for number in kept]


def test_no_byte_of_what_vanishes_is_left(tmp_path):
    page = exchange(b"canary " * 900, CANARY, about={"via": "http://canary.test/"})
    stored(tmp_path, [page, *web(120)])
    stored(tmp_path, [*web(120)])  # this file's dictionary was trained on it
    assert b"canary" in everything(tmp_path)
    erased(tmp_path, urls(CANARY), seen={page.digest})
    assert b"canary" not in everything(tmp_path)
    assert page.digest.encode() not in everything(tmp_path)


def test_a_host_vanishes_with_all_its_pages(tmp_path):
    stored(tmp_path, web(30))
    erased(tmp_path, Gone(hosts=frozenset({"h1.test"})))
    (path,) = warcs(tmp_path)
    targets = {record.headers.get("WARC-Target-URI") for record in other_reader(path)}
    assert len(targets) == 21
    assert b"h1.test" not in everything(tmp_path)


def test_a_shared_body_lives_on_under_the_other_url(tmp_path):
    page = exchange(b"shared", CANARY, response_headers=b"Set-Cookie: canary=1")
    stored(tmp_path, [page])
    heir = Heir("http://kept.test/", AT + timedelta(days=1), 200, "text/html")
    (new,) = erased(tmp_path, urls(CANARY), {page.digest: heir}).values()
    record = read_record(tmp_path, new)
    assert (record.url, record.body) == ("http://kept.test/", b"shared")
    assert record.value("WARC-Date") == "2026-11-21T00:00:00Z"
    assert b"canary" not in everything(tmp_path)
    assert len(list(other_reader(*warcs(tmp_path)))) == 2


def test_a_revisit_of_a_kept_url_forgets_whose_body_it_was(tmp_path):
    store = BodyStore(tmp_path, SETTINGS)
    page = exchange(b"shared", CANARY)
    place = store.write(page)
    assert store.revisit(exchange(b"shared", "http://kept.test/"), place)
    store.close()
    heir = Heir("http://kept.test/", AT, 200)
    erased(tmp_path, urls(CANARY), {page.digest: heir})
    _, response, revisit = other_reader(*warcs(tmp_path))
    assert revisit.headers["WARC-Refers-To"] == response.record_id
    assert b"canary" not in everything(tmp_path)


def test_a_revisit_of_what_vanishes_is_found_in_another_file(tmp_path):
    (place,) = stored(tmp_path, [exchange(b"shared", "http://kept.test/")])
    store = BodyStore(tmp_path, SETTINGS)
    assert store.revisit(exchange(b"shared", CANARY), place)
    store.close()
    assert files_holding(tmp_path, urls(CANARY)) == [warcs(tmp_path)[1].name]
    assert erased(tmp_path, urls(CANARY)) == {}
    assert [path.name for path in warcs(tmp_path)] == [place.warc_file]


def test_a_body_vanishes_by_its_digest_with_what_belongs_to_it(tmp_path):
    pages = [exchange(b"old"), exchange(b"new", "http://b.test/")]
    stored(tmp_path, pages)
    gone = Gone(digests=frozenset({pages[0].digest}))
    new = rewrite(tmp_path, warcs(tmp_path)[0].name, gone, settings=SETTINGS)
    assert (new.dropped, len(new.places)) == (2, 1)
    assert len(list(other_reader(tmp_path / "warc" / new.warc_file))) == 3


def test_the_old_file_stays_until_it_is_dropped(tmp_path):
    given = web(3)
    places = stored(tmp_path, given)
    new = rewrite(tmp_path, places[0].warc_file, urls(given[0].url), settings=SETTINGS)
    assert read_body(tmp_path, places[0]) == given[0].body
    assert orphans(tmp_path, {places[0].warc_file}) == [new.warc_file]
    drop(tmp_path, places[0].warc_file)
    drop(tmp_path, places[0].warc_file)
    assert [path.name for path in warcs(tmp_path)] == [new.warc_file]


def test_a_file_of_which_nothing_is_kept_has_no_successor(tmp_path):
    (place,) = stored(tmp_path, [exchange(b"x", CANARY)])
    new = rewrite(tmp_path, place.warc_file, urls(CANARY), settings=SETTINGS)
    assert new.warc_file is None
    assert new.dropped == 2


def test_a_file_that_a_crawl_writes_is_left_alone(tmp_path):
    store = BodyStore(tmp_path, SETTINGS)
    store.write(exchange(b"x", CANARY))
    store.sync()
    (name,) = files_holding(tmp_path, urls(CANARY))
    with pytest.raises(WarcInUse, match=name):
        rewrite(tmp_path, name, urls(CANARY), settings=SETTINGS)
    store.close()
    rewrite(tmp_path, name, urls(CANARY), settings=SETTINGS)


def test_what_was_unreadable_is_left_out_and_counted(tmp_path):
    places = stored(tmp_path, web(3))
    path = tmp_path / "warc" / places[0].warc_file
    data = bytearray(path.read_bytes())
    data[places[1].warc_offset + 30] ^= 1
    path.write_bytes(data[:-5])
    new = rewrite(tmp_path, path.name, urls(CANARY), settings=SETTINGS)
    assert new.lost == 2
    assert set(new.places) == {places[0].warc_offset, places[2].warc_offset}


def test_files_are_found_without_what_is_noted_beside_them(tmp_path):
    stored(tmp_path, [exchange(b"x", CANARY)])
    path_of(warcs(tmp_path)[0]).unlink()
    assert files_holding(tmp_path, urls("http://other.test/")) == []
    assert files_holding(tmp_path, urls(CANARY)) == [warcs(tmp_path)[0].name]
    assert path_of(warcs(tmp_path)[0]).exists()


def test_what_a_crawl_writes_while_its_file_is_searched_is_found_later(
    tmp_path, monkeypatch
):
    store = BodyStore(tmp_path, SETTINGS)
    store.write(exchange(b"x"))
    store.sync()

    def read(path):
        yield from records(path)
        store.write(exchange(b"y", CANARY))
        store.close()

    monkeypatch.setattr("lake.gone.records", read)
    assert files_holding(tmp_path, urls("http://other.test/")) == []
    monkeypatch.undo()
    assert files_holding(tmp_path, urls(CANARY)) == [warcs(tmp_path)[0].name]


def test_a_dictionary_of_unknown_origin_is_suspect(tmp_path):
    stored(tmp_path, web(120))
    stored(tmp_path, web(3))
    for path in (tmp_path / "warc" / "dictionaries").glob("*.samples"):
        path.unlink()
    assert files_holding(tmp_path, urls(CANARY), {"0" * 32}) == [
        warcs(tmp_path)[1].name
    ]


def test_no_later_file_begins_with_a_dictionary_that_saw_too_much(tmp_path):
    given = web(120)
    stored(tmp_path, given)
    files_holding(tmp_path, urls(given[0].url), {given[0].digest})
    assert warcdictionary.saved(tmp_path) == b""
    stored(tmp_path, web(3))
    assert number_in(warcs(tmp_path)[1]) == 0


def test_a_file_of_revisits_alone_is_no_orphan(tmp_path):
    (place,) = stored(tmp_path, [exchange(b"same")])
    store = BodyStore(tmp_path, SETTINGS)
    assert store.revisit(exchange(b"same"), place)
    store.close()
    assert orphans(tmp_path, {place.warc_file}) == []
    assert orphans(tmp_path, set()) == [place.warc_file]
