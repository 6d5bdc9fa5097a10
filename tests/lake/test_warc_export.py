"""What is exported is read by warcio, every digest of it right."""

import io

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcs import warcs

from lake.errors import BadQuery
from lake.warcexport import copy_warc, export_warc


def exported(lake, **choice):
    out = io.BytesIO()
    told = export_warc(lake, out, **choice)
    assert told.bytes == len(out.getvalue())
    out.seek(0)
    return told, [
        (one.rec_type, one.rec_headers["WARC-Target-URI"], one.content_stream().read())
        for one in ArchiveIterator(out, check_digests="raise")
    ]


def test_warcio_reads_every_page_and_finds_its_digests_right(lake, crawl, tmp_path):
    crawl([("a", "one"), ("b", "two"), ("c", "")])
    out = tmp_path / "pages.warc.gz"
    told = export_warc(lake, out)
    checker = Checker(type("Given", (), {"inputs": [str(out)], "verbose": False}))
    assert checker.process_all() == 0
    assert (told.pages, told.records, told.missing) == (3, 7, 0)


def test_records_come_as_they_were_stored(lake, crawl):
    crawl([("a", "one"), ("b", "two")])
    _, found = exported(lake)
    assert [kind for kind, *_ in found] == ["warcinfo", *["response", "request"] * 2]
    assert found[1][1:] == ("http://shop.test/a", b"one")
    assert found[3][1:] == ("http://shop.test/b", b"two")


def test_a_body_is_written_once_and_referred_to_then(lake, crawl):
    crawl([("a", "same"), ("b", "other"), ("a", "same"), ("c", "same")])
    _, found = exported(lake, where="content_digest NOT IN (SELECT '')")
    kinds = [(kind, url[-1]) for kind, url, _ in found if kind[:3] in ("res", "rev")]
    assert sorted(kinds) == [
        ("response", "a"),
        ("response", "b"),
        ("revisit", "a"),
        ("revisit", "c"),
    ]


def test_a_page_whose_body_lies_under_another_url_gets_it(lake, crawl):
    crawl([("a", "same"), ("b", "same")])
    told, found = exported(lake, where="url = ?", parameters=["http://shop.test/b"])
    assert found[1:] == [("response", "http://shop.test/b", b"same")]
    assert told.pages == 1


def test_pages_whose_body_is_lost_are_counted(lake, crawl):
    crawl([("a", "one"), ("b", "two")])
    warcs(lake.home)[0].unlink()
    told, found = exported(lake)
    assert (told.pages, told.missing, len(found)) == (2, 2, 1)


def test_how_far_it_is_is_told(lake, crawl):
    crawl([("a", "one"), ("b", "two")])
    seen = []
    exported(lake, progress=lambda done, pages: seen.append((done, pages)))
    assert seen == [(2, 2)]


@pytest.mark.parametrize("where", ["nosuch = 1", "1 = 1)", "host ="])
def test_a_condition_that_is_none_is_refused_and_nothing_written(lake, where, tmp_path):
    with pytest.raises(BadQuery, match="condition"):
        export_warc(lake, tmp_path / "x.warc.gz", where=where)
    assert not [path for path in tmp_path.iterdir() if "warc.gz" in path.name]


def test_whole_files_are_copied_as_they_are(lake, crawl, tmp_path):
    crawl([("a", "one")])
    crawl([("b", "two")])
    (copy,) = copy_warc(lake, tmp_path / "out", where="url LIKE '%/b'")
    assert copy.read_bytes() == warcs(lake.home)[1].read_bytes()
