import mmh3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty_urls import URLS, WHATWG

from frontier.column import Urls, hashes, marked, read_urls
from frontier.errors import BadUrl
from frontier.urls import canonical, fingerprint, host

TEXTS = ["http://B.test/x#y", "mailto:a@b.test", "https://[::1]:81/", "https://a.test"]


def rows_of(urls: Urls) -> list[tuple[str, str, int, int]]:
    return [
        (urls.text(row), urls.host(row), int(urls.fps[row]), int(urls.hosts[row]))
        for row in range(len(urls))
    ]


def row_of(text: str) -> list[tuple[str, str, int, int]]:
    """What the single functions make of `text`: no row if it is no web address."""
    try:
        name = host(text)
        number = mmh3.hash64(name, signed=False)[0]
        return [(canonical(text), name, fingerprint(text), number)]
    except BadUrl:
        return []


# The first call of a kernel compiles.
@settings(deadline=None)
@given(st.lists(URLS | st.text(), max_size=8))
def test_a_batch_reads_as_one_by_one(texts: list[str]) -> None:
    urls, kept = read_urls(texts)
    assert rows_of(urls) == [row for text in texts for row in row_of(text)]
    assert kept.tolist() == [at for at, text in enumerate(texts) if row_of(text)]


def test_the_table_of_forms_holds_for_batches() -> None:
    urls, _ = read_urls([url for url, _ in WHATWG])
    assert urls.texts() == [form for _, form in WHATWG]


@pytest.mark.parametrize("part", ["", "/a", "/a/", "/%", "/%C", "/?", "/?a=b", "/#"])
def test_every_character_reads_as_by_itself(part: str) -> None:
    texts = [f"http://a.test{part}{chr(code)}b" for code in range(300)]
    urls, _ = read_urls(texts)
    assert rows_of(urls) == [row for text in texts for row in row_of(text)]


@pytest.mark.parametrize("count", [2, 63, 64, 65, 5000])
def test_arguments_are_sorted_however_many(count: int) -> None:
    args = [f"{number % 7}={number}" for number in range(count)]
    urls, _ = read_urls(
        [f"http://a.test/?{'&'.join(order)}" for order in (args, args[::-1])]
    )
    assert urls.fps[0] == urls.fps[1] == fingerprint(urls.text(0))
    assert urls.text(0) != urls.text(1)


def test_a_megabyte_among_others_is_a_row_as_any() -> None:
    texts = [*TEXTS, f"http://a.test/{'x' * 1_000_000}", f"http://{'x' * 1_000_000}"]
    urls, kept = read_urls(texts)
    assert kept.tolist() == [0, 2, 3, 4]
    assert urls.fps[3] == fingerprint(texts[4])


def test_canonical_texts_side_by_side_are_marked_as_when_read() -> None:
    urls, _ = read_urls(TEXTS)
    assert rows_of(marked(urls.data, urls.ends)) == rows_of(urls)


def test_a_batch_holds_the_web_addresses_and_says_which() -> None:
    urls, kept = read_urls(TEXTS)
    assert kept.tolist() == [0, 2, 3]
    assert urls.texts() == [canonical(TEXTS[row]) for row in kept]


def test_rows_are_taken_in_the_order_asked_for() -> None:
    urls, _ = read_urls(TEXTS)
    taken = urls.take(np.array([2, 0, 2], dtype=np.int64))
    assert taken.texts() == ["https://a.test/", "http://b.test/x", "https://a.test/"]
    assert rows_of(taken) == [rows_of(urls)[row] for row in (2, 0, 2)]


def test_a_batch_may_be_empty() -> None:
    urls, kept = read_urls([])
    assert len(urls) == len(kept) == len(urls.texts()) == 0
    assert len(urls.take(kept)) == 0


@settings(deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_hashes_are_those_of_mmh3(texts: list[str]) -> None:
    whole = [text.encode("utf-8", "surrogatepass") for text in texts]
    expected = [mmh3.hash64(text, signed=False)[0] for text in whole]
    assert hashes(texts).tolist() == expected
