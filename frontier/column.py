"""URLs by the thousand: one buffer of canonical texts beside arrays of their hashes.

    data   http://a.test/xhttps://b.test/...    the texts, one after the other
    ends   0, 15, ...                           text i is data[ends[i]:ends[i + 1]]
    fps, hosts                                  64-bit hashes of the page, of its host
    host_from, host_to                          where in text i its host name stands

What takes URLs in numbers takes them in this form: no Python object a URL. Texts that
are canonical already (plain.py finds them) never become one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from frontier.errors import BadUrl
from frontier.kernel import Bytes, Ints, Keys, Small
from frontier.mmh3x64 import hash_rows
from frontier.pages import copy_rows, find_hosts, hash_pages
from frontier.plain import find_plain, kinds
from frontier.urls import canonical, fingerprint


@dataclass(frozen=True, slots=True)
class Urls:
    """Canonical URLs with their fingerprints and the hashes of their hosts."""

    data: Bytes
    ends: Ints
    fps: Keys
    hosts: Keys
    host_from: Small
    host_to: Small

    def __len__(self) -> int:
        return len(self.fps)

    def text(self, row: int) -> str:
        """Return the URL in `row`."""
        return bytes(self.data[self.ends[row] : self.ends[row + 1]]).decode("ascii")

    def texts(self) -> list[str]:
        """Return every URL, in order."""
        whole = bytes(self.data).decode("ascii")
        return [whole[start:end] for start, end in pairwise(self.ends.tolist())]

    def host(self, row: int) -> str:
        """Return the host name in `row`, without its port."""
        return self.text(row)[self.host_from[row] : self.host_to[row]]

    def take(self, index: Ints) -> "Urls":
        """Return the rows that `index` numbers, in its order."""
        starts, stops = self.ends[:-1][index], self.ends[1:][index]
        data, ends = _gathered(self.data, starts, stops)
        return Urls(
            data=data,
            ends=ends,
            fps=self.fps[index],
            hosts=self.hosts[index],
            host_from=self.host_from[index],
            host_to=self.host_to[index],
        )


def read_urls(texts: Sequence[str]) -> tuple[Urls, Ints]:
    """Return the web addresses among `texts`, and the positions where they stood."""
    lines = _lines(texts)
    starts = np.empty(len(texts), dtype=np.int64)
    stops = np.empty(len(texts), dtype=np.int64)
    find_plain(lines, *_kinds(), starts, stops)
    doubtful = np.flatnonzero(stops < 0)
    pages = [_page(texts[row]) for row in doubtful.tolist()]
    lengths = np.fromiter(map(len, pages), dtype=np.int64, count=len(pages))
    stops[doubtful] = len(lines) + np.cumsum(lengths)
    starts[doubtful] = stops[doubtful] - lengths
    kept = np.flatnonzero(stops > starts)
    source = np.concatenate([lines, _bytes("".join(pages).encode())])
    return marked(*_gathered(source, starts[kept], stops[kept])), kept


def marked(data: Bytes, ends: Ints) -> Urls:
    """Return canonical URLs that lie side by side with what is noted beside them."""
    count = len(ends) - 1
    urls = Urls(
        data=data,
        ends=ends,
        fps=np.empty(count, dtype=np.uint64),
        hosts=np.empty(count, dtype=np.uint64),
        host_from=np.empty(count, dtype=np.int32),
        host_to=np.empty(count, dtype=np.int32),
    )
    find_hosts(data, ends, urls.hosts, urls.host_from, urls.host_to)
    left = np.empty(count, dtype=np.int64)
    for row in left[: hash_pages(data, ends, urls.fps, left)]:
        urls.fps[row] = fingerprint(urls.text(row))
    return urls


def hashes(texts: Sequence[str]) -> Keys:
    """Return the 64-bit mmh3 of the UTF-8 of each text."""
    whole = "".join(texts)
    if whole.isascii():
        lengths = list(map(len, texts))
    else:
        lengths = [len(_encoded(text)) for text in texts]
    found = np.empty(len(texts), dtype=np.uint64)
    hash_rows(_bytes(_encoded(whole)), _ends(lengths), found)
    return found


@cache
def _kinds() -> tuple[Bytes, Bytes]:
    return kinds()


def _lines(texts: Sequence[str]) -> Bytes:
    whole = "\n".join(texts)
    if whole.count("\n") >= len(texts):
        # The URL Standard drops newlines wherever they stand.
        whole = "\n".join([text.replace("\n", "") for text in texts])
    return _bytes(_encoded(f"{whole}\n"))


def _page(text: str) -> str:
    """Return the canonical form of `text`, empty if it is no web address."""
    try:
        return canonical(text)
    except BadUrl:
        return ""


def _gathered(data: Bytes, starts: Ints, stops: Ints) -> tuple[Bytes, Ints]:
    ends = _ends(stops - starts)
    out = np.empty(int(ends[-1]), dtype=np.uint8)
    copy_rows(data, starts, ends, out)
    return out, ends


def _ends(lengths: Sequence[int] | Ints) -> Ints:
    ends = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends


def _bytes(text: bytes) -> Bytes:
    # One that may be written to: kernels are compiled for these only.
    return np.frombuffer(bytearray(text), dtype=np.uint8)


def _encoded(text: str) -> bytes:
    # A lone surrogate is refused later, with its row's number known.
    return text.encode("utf-8", "surrogatepass")
