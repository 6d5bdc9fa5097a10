import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontier.due import (
    DUE,
    OFFER,
    PAGE,
    Dues,
    idents,
    lines,
    metas,
    new_dues,
    recalled,
)
from frontier.errors import BadUrl

HEAD = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


def test_a_new_page_is_known_by_its_url_alone() -> None:
    dues = new_dues(["http://a.test/", "http://b.test/"], OFFER)
    assert len(set(dues.records["page"].tolist())) == 2
    assert dues.records["kind"].tolist() == [OFFER, OFFER]
    assert dues.records["visits"].tolist() == [0, 0]


@given(heads=st.lists(st.tuples(HEAD, HEAD), max_size=5))
def test_what_is_known_travels_with_the_url(heads: list[tuple[str, str]]) -> None:
    fresh = new_dues([f"http://a.test/{row}" for row in range(len(heads))])
    fresh.records["due_at"] = np.arange(len(heads)) + 0.5
    etags, modified = [etag for etag, _ in heads], [when for _, when in heads]
    dues = Dues(fresh.records, fresh.urls, etags, modified)
    back = recalled(dues.urls, metas(dues))
    assert back.records.tobytes() == dues.records.tobytes()
    assert (back.urls, back.etags, back.modified) == (dues.urls, etags, modified)


@pytest.mark.parametrize("meta", [b"", b"another's meta", bytes(DUE.itemsize)])
def test_a_meta_of_another_kind_makes_a_new_page(meta: bytes) -> None:
    back = recalled(["http://a.test/"], [meta])
    assert back.records.tobytes() == new_dues(["http://a.test/"]).records.tobytes()
    assert (back.etags, back.modified) == ([""], [""])


def test_a_meta_that_is_no_text_costs_its_validators_at_most() -> None:
    record = new_dues(["http://a.test/"], PAGE).records.tobytes()
    assert recalled(["http://a.test/"], [record + b"\xff\n"]).modified == [""]


@pytest.mark.parametrize("head", ["x" * 257, "a\nb", "a\x00b", "\ud800"])
def test_a_validator_that_cannot_be_sent_back_is_not_kept(head: str) -> None:
    fresh = new_dues(["http://a.test/"])
    dues = Dues(fresh.records, fresh.urls, [head], ['"fine"'])
    assert lines(dues) == ['http://a.test/\n\n"fine"']


def test_an_url_with_a_line_end_is_refused() -> None:
    with pytest.raises(BadUrl, match="line's end"):
        lines(new_dues(["http://a.test/\nhttp://b.test/"]))


def test_a_page_at_two_times_has_two_idents() -> None:
    dues = new_dues(["http://a.test/", "http://a.test/", "http://b.test/"])
    dues.records["due_at"] = [1.0, 2.0, 1.0]
    assert len(set(idents(dues.records).tolist())) == 3
