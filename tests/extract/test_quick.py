"""The compiled reading of a page gives what the parser gives, or nothing."""

from hostile_html import pages
from hypothesis import given
from hypothesis import strategies as st

from extract.linking.links import columns, links
from extract.linking.quick import read
from extract.page import Page
from extract.rights import rights
from extract.warm import warm

warm()  # else a cold machine would leave every page to the parser
URL = "https://shop.test/d/page?q=1"


def assert_same(text: str, *, sure: bool = False) -> None:
    found = read(URL, text.encode("utf-8", "replace"), {})
    assert found is not None or not sure
    if found is not None:
        page = Page(URL, text)
        assert found.links == columns(links(page))
        assert found.rights == rights(page, {})


@given(pages)
def test_any_page_is_read_as_the_parser_reads_it(text: str) -> None:
    assert_same(f"<a href=/first>1</a>{text}<a href=/last>9")


@given(st.text())
def test_any_text_is_read_as_the_parser_reads_it(text: str) -> None:
    assert_same(f"<a href=/first>{text}</a>{text}<a title='{text}' href=/last>9")


@given(st.text(alphabet="abc/?&=-_.p1#:;%20 nextid"), st.sampled_from(("", "/", "/p")))
def test_any_href_has_the_kind_that_the_patterns_give(text: str, start: str) -> None:
    assert_same(f'<a href="{start}{text}">Kettle</a>')
