import mmh3
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frontier.column import hashes, read_urls
from frontier.urls import canonical, fingerprint, host

TEXTS = ["http://B.test/x#y", "mailto:a@b.test", "https://[::1]:81/", "https://a.test"]


def test_a_batch_holds_the_web_addresses_and_says_which() -> None:
    urls, kept = read_urls(TEXTS)
    assert kept.tolist() == [0, 2, 3]
    assert urls.texts() == [canonical(TEXTS[row]) for row in kept]


def test_a_row_is_what_the_single_functions_say() -> None:
    urls, kept = read_urls(TEXTS)
    for row, position in enumerate(kept):
        assert urls.text(row) == canonical(TEXTS[position])
        assert urls.host(row) == host(TEXTS[position])
        assert urls.fps[row] == fingerprint(TEXTS[position])


def test_hosts_are_the_hashes_of_the_host_names() -> None:
    urls, _ = read_urls(TEXTS)
    names = [urls.host(row) for row in range(len(urls))]
    assert urls.hosts.tolist() == hashes(names).tolist()


def test_rows_are_taken_in_the_order_asked_for() -> None:
    urls, _ = read_urls(TEXTS)
    taken = urls.take(np.array([2, 0, 2], dtype=np.int64))
    assert taken.texts() == ["https://a.test/", "http://b.test/x", "https://a.test/"]
    assert [taken.host(row) for row in range(3)] == ["a.test", "b.test", "a.test"]
    assert taken.fps.tolist() == urls.fps[[2, 0, 2]].tolist()


def test_a_batch_may_be_empty() -> None:
    urls, kept = read_urls([])
    assert len(urls) == len(kept) == len(urls.texts()) == 0
    assert len(urls.take(kept)) == 0


@given(st.lists(st.text(), max_size=5))
def test_hashes_are_those_of_mmh3(texts: list[str]) -> None:
    whole = [text.encode("utf-8", "surrogatepass") for text in texts]
    expected = [mmh3.hash64(text, signed=False)[0] for text in whole]
    assert hashes(texts).tolist() == expected
