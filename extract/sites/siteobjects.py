"""Page objects: what an owner knows of a site, as small classes, and what they read.

    class Lamps:
        pattern = "lamps.test/p/*"

        def name(self, page): return select(page, "h1")

A function named as a field gives that field of every page its pattern fits; it goes before
all that was found otherwise. One that fails costs its field alone.
"""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from inspect import isfunction
from urllib.parse import urlsplit

from extract.errors import SiteBroken
from extract.page import Page
from extract.sites.siteaddress import SiteAddress, bare, site_address
from extract.sites.sitevalues import FIELDS, fitted

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of page objects: its name for people, and its source."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class SiteObject:
    """One class for one pattern: its name, the file it stands in, its functions."""

    name: str
    file: str
    address: SiteAddress
    fields: dict[str, Callable[[Page], object]]


@dataclass(frozen=True, slots=True)
class SiteReading:
    """What a page object gave for one page, and why it did not give the rest."""

    name: str = ""
    values: dict[str, object] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def path(self, name: str) -> str:
        """Return which function gives the field `name`."""
        return f"{self.name}.{name}"


NOTHING = SiteReading()


def read_site(page: Page, files: tuple[SiteFile, ...]) -> SiteReading:
    """Return what the page objects in `files` say of `page`."""
    parts = urlsplit(page.url)
    host = bare((parts.hostname or "").lower())
    if parts.port:
        host = f"{host}:{parts.port}"
    one = next(
        (
            one
            for one in site_objects(files)
            if one.address.fits(host, parts.path or "/")
        ),
        None,
    )
    return _read(page, one) if one else NOTHING


def _read(page: Page, site: SiteObject) -> SiteReading:
    values, failed = {}, {}
    for name, function in site.fields.items():
        try:
            value = function(page)
            if value is not None:
                values[name] = fitted(page, name, value)
        # An owner's function can fail in any way; it costs this field alone.
        except Exception as error:  # noqa: BLE001 # told by who asked for the page
            failed[name] = f"{type(error).__name__}: {error}"[:_LONGEST]
    return SiteReading(site.name, values, failed)


# Read once a process: a stage sends the files' texts to the processes that it starts,
# since classes that stand in no package cannot be sent.
@lru_cache(maxsize=8)
def site_objects(files: tuple[SiteFile, ...]) -> tuple[SiteObject, ...]:
    """Return the page objects in `files`, the narrowest pattern first."""
    found = [one for file in files for one in _objects(file)]
    seen: dict[str, SiteObject] = {}
    for one in found:
        other = seen.setdefault(one.address.text, one)
        if other is not one:
            raise SiteBroken(
                f"{other.file} ({other.name}) and {one.file} ({one.name}) both are for"
                f" {one.address.text}; take one away, or make one pattern narrower"
            )
    return tuple(sorted(found, key=lambda one: one.address.width))


def _objects(file: SiteFile) -> Iterator[SiteObject]:
    space: dict[str, object] = {"__name__": file.name}
    try:
        code = compile(file.source, file.name, "exec")
        # The owner's own code, from the owner's own home.
        exec(code, space)  # noqa: S102
    except Exception as error:
        place = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise SiteBroken(
            f"{file.name}{place} cannot be read: {type(error).__name__}: {error}"
        ) from error
    for value in space.values():
        if isinstance(value, type) and value.__module__ == file.name:
            yield from _of_class(file.name, value)


def _of_class(file: str, made: type) -> Iterator[SiteObject]:
    """Yield an object a pattern of `made`; a class without one is none."""
    given = getattr(made, "pattern", ())
    patterns = (given,) if isinstance(given, str) else tuple(given)
    if not patterns:
        return
    one = made()
    names = [name for name in dir(made) if not name.startswith("_")]
    called = [name for name in names if isfunction(getattr(made, name))]
    for name in called:
        if name not in FIELDS:
            raise SiteBroken(
                f"{file}: {made.__name__}.{name} is no field;{_near(name)}"
            )
    fields = {name: getattr(one, name) for name in called}
    for pattern in patterns:
        yield SiteObject(made.__name__, file, site_address(pattern), fields)


def _near(name: str) -> str:
    close = difflib.get_close_matches(name, FIELDS, 1)
    known = ", ".join(FIELDS)
    meant = f" did you mean {close[0]}?" if close else f" fields are {known};"
    return f"{meant} a function of your own begins with _"
