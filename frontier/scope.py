"""Which URLs belong to a crawl: those of its places, less what patterns leave out.

A place is a host name, or a registrable domain, of the seeds. Hosts are few and URLs
many, so a host is judged once and remembered by its 64-bit key; patterns are asked only
about URLs whose host belongs. A pattern is searched for anywhere in the canonical URL, as
Python's `re` does. Such a search cannot be stopped: a pattern like `(a+)+$` takes time
exponential in what it is matched against. Whoever writes the patterns answers for them;
no URL costs them more than its first `LONGEST_CHARS` characters.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import msgspec
import numpy as np

from frontier.column import Urls
from frontier.counts import Counts
from frontier.errors import BadScope, BadUrl
from frontier.kernel import Flags, Ints
from frontier.urls import canonical, domain, host

LONGEST_CHARS = 8192
# In the memo: 0 is "not seen yet".
_OUT, _IN = 1, 2
# Hosts that the memo holds before it is begun anew: some 25 MB.
_MOST_HOSTS = 1_000_000
# Back references, named groups and flags: another pattern beside them would change what
# they mean, so such a pattern is searched for alone.
_ALONE = re.compile(r"\\[1-9]|\(\?(P|\(|[aiLmsux]+\))")


class Scope(msgspec.Struct, frozen=True, dict=True, forbid_unknown_fields=True):
    """What belongs to a crawl; `places` are hosts or domains, as `reach` says."""

    reach: Literal["host", "domain", "any"] = "any"
    places: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for kind in ("include", "exclude"):
            for pattern in getattr(self, kind):
                _compile(pattern, kind)

    @classmethod
    def around(
        cls,
        seeds: Iterable[str],
        reach: Literal["host", "domain", "any"] = "host",
        *,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
    ) -> "Scope":
        """Return the scope of a crawl that starts at the URLs `seeds`."""
        names = dict.fromkeys(host(seed) for seed in seeds)
        if reach == "domain":
            names = dict.fromkeys(domain(name) for name in names)
        return cls(reach, () if reach == "any" else tuple(names), include, exclude)

    def belongs(self, urls: Urls) -> Flags:
        """Return which of `urls` belong."""
        flags = self._hosts_belong(urls)
        if self._include or self._exclude:
            rows = np.flatnonzero(flags)
            whole = urls.data.tobytes().decode("ascii")
            bounds = zip(urls.ends[rows], urls.ends[rows + 1], strict=True)
            texts = (whole[start:end] for start, end in bounds)
            flags[rows] = [self._text_belongs(text) for text in texts]
        return flags

    def single(self, url: str) -> bool:
        """Whether `url` belongs; what is no web address belongs nowhere."""
        try:
            text = canonical(url)
        except BadUrl:
            return False
        return self.holds(text, host(text))

    def holds(self, url: str, name: str) -> bool:
        """Whether the canonical `url`, of the host `name`, belongs."""
        return self._host_belongs(name) and self._text_belongs(url)

    def _hosts_belong(self, urls: Urls) -> Flags:
        if self.reach == "any":
            return np.ones(len(urls), np.bool_)
        if len(self._hosts) > _MOST_HOSTS:
            self._hosts.clear()
        known = self._hosts.of(urls.hosts)
        new = np.flatnonzero(known == 0)
        if len(new):
            self._judge(urls, new)
            known = self._hosts.of(urls.hosts)
        return known == _IN

    def _judge(self, urls: Urls, rows: Ints) -> None:
        """Remember of each host in `rows` whether it belongs."""
        hosts, first = np.unique(urls.hosts[rows], return_index=True)
        names = (urls.host(row) for row in rows[first])
        verdicts = [_IN if self._host_belongs(name) else _OUT for name in names]
        self._hosts.add(hosts, np.array(verdicts, np.uint32))

    def _host_belongs(self, name: str) -> bool:
        if self.reach == "any":
            return True
        return (domain(name) if self.reach == "domain" else name) in self._places

    def _text_belongs(self, url: str) -> bool:
        text = url[:LONGEST_CHARS]
        if self._include and not any(one.search(text) for one in self._include):
            return False
        return not any(one.search(text) for one in self._exclude)

    @cached_property
    def _hosts(self) -> Counts:
        return Counts()

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(self.places)

    @cached_property
    def _include(self) -> tuple[re.Pattern[str], ...]:
        return _joined(self.include)

    @cached_property
    def _exclude(self) -> tuple[re.Pattern[str], ...]:
        return _joined(self.exclude)


def _compile(pattern: str, place: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadScope(
            f"{place} {pattern!r:.200} is no regular expression: {error}"
        ) from None


def _joined(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Return what finds any of `patterns`, in as few searches as can be."""
    alone = [one for one in patterns if _ALONE.search(one)]
    beside = [f"(?:{one})" for one in patterns if one not in alone]
    whole = ["|".join(beside)] if beside else []
    return tuple(re.compile(pattern) for pattern in (*whole, *alone))
