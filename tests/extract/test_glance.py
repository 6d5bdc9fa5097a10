"""What a crawl takes from an answer at once."""

from extract.glance import glance
from extract.rights import Rights

HTML = {"content-type": "Text/HTML; charset=utf-8"}


def test_links_are_columns_of_one_length() -> None:
    found = glance("http://a.test/", b"<a href=/b rel=nofollow>B</a><a href=/d>D", HTML)
    assert found.links is not None
    assert found.links.urls == ["http://a.test/b", "http://a.test/d"]
    assert found.links.anchors == ["B", "D"]
    assert found.links.rels == ["nofollow", ""]
    assert found.links.kinds == ["other", "other"]
    assert found.links.networks == [None, None]


def test_anything_but_html_holds_no_links() -> None:
    found = glance("http://a.test/", b"<a href=/b>", {"content-type": "text/plain"})
    assert (found.content_type, found.charset, found.links) == ("text/plain", "", None)


def test_rights_come_from_head_and_headers() -> None:
    headers = HTML | {"x-robots-tag": "noarchive"}
    found = glance("http://a.test/", b"<meta name=robots content=nofollow>", headers)
    assert found.rights == Rights(noarchive=True, nofollow=True)
