"""Golden folders: a page as it was, beside what is to be read from it.

    sites/golden/NAME/page.html.zst   or page.html, the body as it came
                      page.json       its url and content_type
                      expected.json   what was read when it was saved, for people to mend

They tell at once what a change of a page object, or of Harvestman, makes of real pages.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from extract.look import Look, look
from extract.page import parse
from extract.sites.siteobjects import SiteFile
from jobs.errors import SitesUnreadable
from jobs.sites import FOLDER
from lake.durable import write

_NAME = re.compile(r"[\w][\w.-]{0,99}")
_MOST_BYTES = 1 << 30
# How sure something is changes with every mending, and says nothing wrong or right.
_UNSURE = frozenset({"metadata", "confidence"})


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it came: where from, as what, and its bytes."""

    url: str
    content_type: str | None = None
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one golden folder that is read otherwise than expected."""

    folder: str
    field: str
    expected: str
    found: str


def save_golden(home: Path, name: str, page: Saved, found: Look) -> Path:
    """Save `page` with what was `found` in it; a folder of that name is replaced."""
    if not _NAME.fullmatch(name):
        raise SitesUnreadable(
            f"{name!r} is no name for a golden folder; take letters, digits, - and _"
        )
    folder = home / FOLDER / "golden" / name
    folder.mkdir(parents=True, exist_ok=True)
    about = {"url": page.url, "content_type": page.content_type}
    write(folder / "page.html.zst", zstandard.compress(page.body, 19))
    (folder / "page.html").unlink(missing_ok=True)
    write(folder / "page.json", _json(about))
    write(folder / "expected.json", _json(expected(found)))
    return folder


def expected(found: Look) -> dict[str, Any]:
    """Return what of a page is worth keeping right."""
    whole = msgspec.to_builtins(found)
    names = ("kind", "language", "product", "programme", "article")
    return {name: _firm(whole[name]) for name in names if whole[name] is not None}


def goldens(home: Path) -> list[Path]:
    """Return the golden folders of `home`, by name."""
    return sorted(one.parent for one in (home / FOLDER / "golden").glob("*/page.json"))


def differences(folder: Path, files: tuple[SiteFile, ...]) -> Iterator[Difference]:
    """Yield what is read otherwise than `folder` expects."""
    page = _page(folder)
    wanted = _flat(_read(folder / "expected.json"))
    found = _flat(expected(look(parse(page.url, page.body, page.content_type), files)))
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            yield Difference(
                folder.name,
                name,
                wanted.get(name, "nothing"),
                found.get(name, "nothing"),
            )


def _page(folder: Path) -> Saved:
    packed, plain = folder / "page.html.zst", folder / "page.html"
    about = _read(folder / "page.json")
    try:
        page = msgspec.convert(about, Saved)
        if plain.exists():
            body = plain.read_bytes()
        else:
            opened = zstandard.ZstdDecompressor()
            body = opened.decompress(packed.read_bytes(), max_output_size=_MOST_BYTES)
    except FileNotFoundError:
        raise SitesUnreadable(
            f"{folder} has neither page.html.zst nor page.html"
        ) from None
    except zstandard.ZstdError as error:
        raise SitesUnreadable(f"{packed} is no whole zstd file: {error}") from None
    except msgspec.ValidationError as error:
        raise SitesUnreadable(f"{folder / 'page.json'}: {error}") from None
    return msgspec.structs.replace(page, body=body)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise SitesUnreadable(
            f"{path} is missing; harvestman page URL --save {path.parent.name} writes it"
        ) from None
    except ValueError as error:
        raise SitesUnreadable(f"{path} is no JSON: {error}") from None


def _firm(value: Any) -> Any:
    """Return `value` without what says how sure it is, and without what is empty."""
    if isinstance(value, dict):
        kept = {name: _firm(one) for name, one in value.items() if name not in _UNSURE}
        return {name: one for name, one in kept.items() if one not in (None, [], {})}
    return [_firm(one) for one in value] if isinstance(value, list) else value


def _flat(value: Any, path: str = "") -> dict[str, str]:
    """Return the leaves of `value` as texts by their paths."""
    if isinstance(value, dict):
        pairs = [
            (f"{path}.{name}" if path else name, one) for name, one in value.items()
        ]
    elif isinstance(value, list):
        pairs = [(f"{path}[{place}]", one) for place, one in enumerate(value)]
    else:
        return {path: str(value)}
    return {name: text for at, one in pairs for name, text in _flat(one, at).items()}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
