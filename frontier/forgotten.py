"""What is never fetched again and shall not be named: hashes of URLs, hosts and domains.

    HOME/frontier/forgotten.json    for all campaigns, also for those to come

A URL is kept as its fingerprint under both schemes, a name as its hash, so that the file
that keeps them away does not say what they are.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from frontier.column import Urls, hashes
from frontier.durable import write_whole
from frontier.errors import BadUrl, Unreadable
from frontier.kernel import Flags, Keys
from frontier.urls import canonical, fingerprint, host

_FILE = "forgotten.json"
# Hosts whose verdict is remembered before the memory is begun anew.
_MOST_HOSTS = 1_000_000


class Target(msgspec.Struct, frozen=True, dict=True):
    """One URL (under both schemes), one host, or a domain with all hosts below it."""

    kind: Literal["url", "host", "domain"]
    name: str  # a canonical URL, or the name of a host

    @classmethod
    def of(cls, text: str, *, domain: bool = False) -> "Target":
        """Return what a person means by `text`: a URL, or a host's name."""
        if "//" in text and not domain:
            return cls("url", canonical(text))
        if "//" not in text and "/" in text:
            # Taken for its host, one page's address would take all the others along.
            raise BadUrl(f"{text!r:.200} is no host name; a URL begins with https://")
        name = host(text if "//" in text else f"http://{text}/")
        return cls("domain" if domain else "host", name)

    @property
    def texts(self) -> tuple[str, ...]:
        """The spellings of a URL; of a host there are too many."""
        if self.kind != "url":
            return ()
        rest = self.name.partition("://")[2]
        return f"http://{rest}", f"https://{rest}"

    @property
    def pattern(self) -> str:
        """A regular expression for the whole text of its URLs, for any engine."""
        if self.kind == "url":
            return f"https?://{re.escape(self.name.partition('://')[2])}"
        below = r"([^/:]+\.)?" if self.kind == "domain" else ""
        return rf"https?://{below}{re.escape(self.name)}(:[0-9]+)?/.*"

    @property
    def hosts(self) -> str:
        """A regular expression for the whole names of its hosts; for a URL none."""
        if self.kind == "url":
            return ""
        below = r"([^/:]+\.)?" if self.kind == "domain" else ""
        return below + re.escape(self.name)

    def holds(self, url: str) -> bool:
        """Return whether `url`, however it is spelled, is meant."""
        try:
            return self._whole.fullmatch(canonical(url)) is not None
        except BadUrl:
            return False

    def has_host(self, name: str) -> bool:
        """Return whether the host `name` is meant with all its URLs."""
        if self.kind == "domain":
            return name == self.name or name.endswith(f".{self.name}")
        return self.kind == "host" and name == self.name

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.DOTALL)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says."""

    urls: tuple[int, ...] = ()
    hosts: tuple[int, ...] = ()
    domains: tuple[int, ...] = ()


class Forgotten:
    """Which URLs are to be left alone for good."""

    def __init__(self, kept: Kept) -> None:
        self._urls = _keys(kept.urls)
        self._hosts = _keys(kept.hosts)
        self._domains = frozenset(kept.domains)
        self._below: dict[int, bool] = {}

    @classmethod
    def read(cls, folder: Path) -> "Forgotten":
        """Return what the home's frontier `folder` keeps; nothing while it has no file."""
        return cls(kept(folder))

    def among(self, urls: Urls) -> Flags:
        """Return which of `urls` are to be left alone."""
        found = np.zeros(len(urls), np.bool_)
        if len(self._urls):
            found |= np.isin(urls.fps, self._urls)
        if len(self._hosts):
            found |= np.isin(urls.hosts, self._hosts)
        if self._domains:
            found |= self._in_domains(urls)
        return found

    def _in_domains(self, urls: Urls) -> Flags:
        if len(self._below) > _MOST_HOSTS:
            self._below.clear()
        keys, first = np.unique(urls.hosts, return_index=True)
        for key, row in zip(keys.tolist(), first.tolist(), strict=True):
            if key not in self._below:
                self._below[key] = self._is_below(urls.host(row))
        verdicts = np.array([self._below[key] for key in keys.tolist()], np.bool_)
        return verdicts[np.searchsorted(keys, urls.hosts)]

    def _is_below(self, name: str) -> bool:
        labels = name.split(".")
        names = [".".join(labels[at:]) for at in range(len(labels))]
        return not self._domains.isdisjoint(hashes(names).tolist())


def leave_alone(folder: Path, target: Target) -> None:
    """Keep `target` away from all campaigns of the home, from their next start on."""
    found = kept(folder)
    if target.kind == "url":
        marks = {fingerprint(text) for text in target.texts}
        found = msgspec.structs.replace(found, urls=_with(found.urls, marks))
    else:
        marks = set(hashes([target.name]).tolist())
        field = f"{target.kind}s"
        more = {field: _with(getattr(found, field), marks)}
        found = msgspec.structs.replace(found, **more)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _FILE, msgspec.json.encode(found))


def kept(folder: Path) -> Kept:
    """Return what the home's frontier `folder` keeps away."""
    path = folder / _FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except FileNotFoundError:
        return Kept()
    except (msgspec.MsgspecError, OSError) as error:
        # Without it, what was to be left alone would be fetched.
        raise Unreadable(
            f"{path} says what is never to be fetched, and cannot be read: {error};"
            " restore it from a backup, or remove it and forget those pages again"
        ) from None


def _with(known: tuple[int, ...], more: set[int]) -> tuple[int, ...]:
    return tuple(sorted({*known, *more}))


def _keys(numbers: tuple[int, ...]) -> Keys:
    return np.array(numbers, np.uint64)
