"""URLs by the thousand: one buffer of canonical texts beside arrays of their hashes.

    data   http://a.test/xhttps://b.test/...    the texts, one after the other
    ends   0, 15, ...                           text i is data[ends[i]:ends[i + 1]]
    fps, hosts                                  64-bit hashes of the page, of its host
    host_from, host_to                          where in text i its host name stands

What takes URLs in numbers takes them in this form: no Python object a URL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import mmh3
import numpy as np

from frontier.errors import BadUrl
from frontier.kernel import Bytes, Ints, Keys, Small
from frontier.urls import canonical, fingerprint, host


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
        texts = [self.text(row) for row in index]
        return Urls(
            data=np.frombuffer("".join(texts).encode(), dtype=np.uint8),
            ends=_ends([len(text) for text in texts]),
            fps=self.fps[index],
            hosts=self.hosts[index],
            host_from=self.host_from[index],
            host_to=self.host_to[index],
        )


def read_urls(texts: Sequence[str]) -> tuple[Urls, Ints]:
    """Return the web addresses among `texts`, and the positions where they stood."""
    kept: list[int] = []
    urls: list[str] = []
    for position, text in enumerate(texts):
        try:
            urls.append(canonical(text))
        except BadUrl:
            continue
        kept.append(position)
    names = [host(url) for url in urls]
    starts = np.array([url.index("//") + 2 for url in urls], dtype=np.int32)
    lengths = np.array([len(name) for name in names], dtype=np.int32)
    read = Urls(
        data=np.frombuffer("".join(urls).encode(), dtype=np.uint8),
        ends=_ends([len(url) for url in urls]),
        fps=np.array([fingerprint(url) for url in urls], dtype=np.uint64),
        hosts=hashes(names),
        host_from=starts,
        host_to=starts + lengths,
    )
    return read, np.array(kept, dtype=np.int64)


def hashes(texts: Sequence[str]) -> Keys:
    """Return the 64-bit mmh3 of the UTF-8 of each text."""
    found = (
        mmh3.hash64(text.encode("utf-8", "surrogatepass"), signed=False)[0]
        for text in texts
    )
    return np.fromiter(found, dtype=np.uint64, count=len(texts))


def _ends(lengths: Sequence[int]) -> Ints:
    ends = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends
