"""Which requests were made before: by URL the frontier knows, the rest is known here.

A plain GET is its URL. The frontier knows every URL for good, but asked one by one it
would cost more than it saves, so the newest are remembered here by a hash and the
frontier is asked about the others in batches. A request that is more than its URL (a
POST, a body, a project's own fingerprinter) is known by its fingerprint, kept in a file.

What a spider starts with passes Scrapy's filter unseen, so a link to a start page gives
that page to the link's callback as well. Here too, but in one of all calls.
"""

from typing import TYPE_CHECKING, Any, BinaryIO

import mmh3
from scrapy.dupefilters import BaseDupeFilter, RFPDupeFilter
from scrapy.utils.misc import build_from_crawler, load_object
from scrapy.utils.request import RequestFingerprinter

from crawler.errors import BadSetting
from frontier.errors import BadUrl
from frontier.urls import canonical
from lake.durable import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

# Two generations of so many hashes: 20 MB when both are full.
_REMEMBERED = 1 << 17
_KEY_BYTES = 8
# What a request has in its meta that was made of one that had been asked.
_PASSED = frozenset({"download_slot", "download_timeout", "retry_times"})
# A start page, and the first link to one.
_START, _LINK = b"start ", b"link "


class FrontierDupeFilter(BaseDupeFilter):
    """Scrapy dupe filter that works with FrontierScheduler."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._prints = crawler.request_fingerprinter
        # A project's own filter is asked as well, before the frontier.
        self._own = own_filter(crawler)
        # A project's own fingerprinter may say that two URLs are one request.
        self._plain = type(self._prints) is RequestFingerprinter
        self._newer: set[int] = set()
        self._older: set[int] = set()
        self._others: set[bytes] = set()
        # The start pages of this call, which are among the others too.
        self._begun: set[bytes] = set()
        self._unwritten: list[bytes] = []
        self._filtered = 0
        self._file: BinaryIO | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "FrontierDupeFilter":
        """Make the filter for `crawler`, as Scrapy asks."""
        return cls(crawler)

    @property
    def by_url(self) -> bool:
        """Whether a URL that was refused is refused for good."""
        return self._plain and self._own is None

    def open(self) -> "Deferred[None] | None":
        """Open the project's own filter, if it has one."""
        return self._own.open() if self._own else None

    def close_own(self, reason: str) -> "Deferred[None] | None":
        """Close the project's own filter, if it has one."""
        return self._own.close(reason) if self._own else None

    def keep_in(self, folder: "Path") -> None:
        """Remember requests that are more than a URL in `folder`, and read them."""
        path = folder / "requests.seen"
        try:
            self._file = path.open("a+b")
            self._file.seek(0)
            known = self._file.read()
            # A kill may have left half a key; what follows it would be read askew.
            self._file.truncate(len(known) - len(known) % _KEY_BYTES)
        except OSError as error:
            raise refusal(path, error) from error
        ends = range(_KEY_BYTES, len(known) + 1, _KEY_BYTES)
        self._others.update(known[end - _KEY_BYTES : end] for end in ends)

    def is_url(self, request: "Request") -> bool:
        """Return whether `request` is nothing but its URL."""
        return self._plain and request.method == "GET" and not request.body

    def request_seen(self, request: "Request") -> bool:
        """Return whether `request` was made before, as far as it is known here."""
        if self._file is None:
            raise BadSetting(
                "DUPEFILTER_CLASS = crawler.dupefilter.FrontierDupeFilter works with"
                " SCHEDULER = crawler.scheduler.FrontierScheduler; set both or neither"
            )
        if self._own and self._own.request_seen(request):
            return self._counted(True)
        if self.is_url(request):
            return self._counted(self._met(hash(request.url)))
        return self._counted(
            self._known(self._prints.fingerprint(request)[:_KEY_BYTES])
        )

    def started(self, request: "Request") -> bool:
        """Return whether an earlier call began with `request`.

        One that is more than a URL, as a login, is made at each call. What one call
        begins with twice it means twice, as with other headers or arguments.
        """
        if not self.is_url(request):
            return False
        key = _key(_START, request.url)
        if key in self._begun:
            return False
        if self._counted(self._known(key)):
            return True
        self._begun.add(key)
        return False

    def let_by(self, request: "Request") -> None:
        """Note where a start page's redirect leads: that is a start page too."""
        leads_on = {"is_start_request", "redirect_times"} <= request.meta.keys()
        if leads_on and self.is_url(request):
            self._known(_key(_START, request.url))

    def is_first_link(self, request: "Request") -> bool:
        """Return whether a spider began with the page that `request` is a link to."""
        if not self._others or not self.is_url(request):
            return False
        if _key(_START, request.url) not in self._others:
            return False
        return not self._known(_key(_LINK, request.url))

    def log(self, request: "Request", spider: "Spider") -> None:
        """Count a request that was filtered."""
        self.count(1)

    def count(self, filtered: int) -> None:
        """Count requests that were filtered."""
        self._filtered += filtered

    def write(self) -> None:
        """Keep what was met since; to be called when those requests are in the log."""
        if self._filtered and self._crawler.stats:
            self._crawler.stats.inc_value("dupefilter/filtered", self._filtered)
            self._filtered = 0
        if self._unwritten and self._file:
            self._file.write(b"".join(self._unwritten))
            self._file.flush()
            self._unwritten.clear()

    def close(self, reason: str) -> None:
        """Keep what was met, and close the file."""
        self.write()
        if self._file:
            self._file.close()

    def _counted(self, seen: bool) -> bool:
        self._filtered += seen
        return seen

    def _known(self, key: bytes) -> bool:
        if key in self._others:
            return True
        self._others.add(key)
        self._unwritten.append(key)
        return False

    def _met(self, key: int) -> bool:
        if key in self._newer or key in self._older:
            return True
        self._newer.add(key)
        if len(self._newer) >= _REMEMBERED:
            self._older, self._newer = self._newer, set()
        return False


def _key(kind: bytes, url: str) -> bytes:
    try:
        page = canonical(url)
    except BadUrl:
        page = url
    return mmh3.mmh3_x64_128_digest(kind + page.encode("utf-8", "replace"))[:_KEY_BYTES]


def begins(request: "Request") -> bool:
    """Return whether a spider starts with `request`, and not with what came of one."""
    meta = request.meta
    return "is_start_request" in meta and not _PASSED.intersection(meta)


def own_filter(crawler: "Crawler") -> Any:
    """Return the project's own dupe filter, if it has one that is neither ours nor Scrapy's."""
    kind = load_object(crawler.settings["DUPEFILTER_CLASS"])
    if kind is RFPDupeFilter or issubclass(kind, FrontierDupeFilter):
        return None
    return build_from_crawler(kind, crawler)
