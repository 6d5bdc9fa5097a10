"""Which pages a page object is for: a host and a path, with `*` for what varies.

    shop.test/p/*      one part of the path        *.shop.test/**    any path, any subdomain

The narrowest of several that fit is taken: the host goes first, then the path.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from extract.errors import SiteBroken

_HOST = re.compile(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?|\*")
_GLOB = re.compile(r"\*\*|\*")


@dataclass(frozen=True)
class SiteAddress:
    """A pattern of addresses; `www.` in front of a host makes no other host."""

    host: str
    path: str

    @property
    def text(self) -> str:
        """The pattern as one writes it."""
        return self.host + self.path

    @cached_property
    def width(self) -> tuple[int, int, int, int, str]:
        """How much it leaves open: the least is the narrowest."""
        wild = self.host.startswith("*")
        fixed = len(_GLOB.sub("", self.path))
        # A pattern's text last, so that which of two goes first is never chance.
        stars = self.path.count("**"), self.path.count("*")
        return (wild * 1000 - len(self.host) * wild, -fixed, *stars, self.text)

    def fits(self, host: str, path: str) -> bool:
        """Return whether a page at `path` of `host` is meant."""
        return self._fits_host(bare(host)) and self._path.fullmatch(path) is not None

    def _fits_host(self, host: str) -> bool:
        if self.host.startswith("*"):
            return host.endswith(self.host[1:]) and host != self.host[1:]
        return host == self.host

    @cached_property
    def _path(self) -> re.Pattern[str]:
        pieces = re.split(r"(\*\*|\*)", self.path)
        wild = {"**": ".*", "*": "[^/]*"}
        return re.compile("".join(wild.get(one) or re.escape(one) for one in pieces))


def site_address(pattern: str) -> SiteAddress:
    """Return what `pattern` (`shop.test/p/*`) says; without a path, all paths."""
    plain = pattern.strip().removeprefix("https://").removeprefix("http://")
    host, slash, path = plain.partition("/")
    if not _HOST.fullmatch(host) or "?" in path or "#" in path or " " in plain:
        raise SiteBroken(
            f"{pattern!r} is no pattern of addresses; write a host and a path, with *"
            " for one part and ** for any rest: shop.test/p/*, *.shop.test/**"
        )
    return SiteAddress(bare(host.lower()), slash + path if slash else "/**")


def bare(host: str) -> str:
    """Return `host` without `www.` in front."""
    return host.removeprefix("www.")
