"""Files sent as RFC 9110 says: whole, in part, or not again.

A film is watched from the middle and a download is taken up where it broke off. The tag
is the digest of the bytes, so parts of two editions are never put together.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response
from litestar.response import Stream

if TYPE_CHECKING:
    from litestar.datastructures import Headers

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII)
_CHUNK = 256_000


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A file to send: its digest, its type, and what a browser shall call it."""

    path: Path
    digest: str
    media_type: str
    name: str
    shown: bool = False
    """Whether a browser shows it in the page instead of keeping it."""
    kept: str = "public, max-age=300"
    """Who may keep it, and for how long."""


def sent(headers: "Headers", file: Sent) -> Response[Any]:
    """Return the answer to a request with `headers` for `file`."""
    common = {"etag": _tag(file), "accept-ranges": "bytes", "cache-control": file.kept}
    if _is_known(headers, file):
        return Response(b"", status_code=304, headers=common)
    size = file.path.stat().st_size
    part = _asked(headers, file, size)
    if part is None:
        common["content-range"] = f"bytes */{size}"
        return Response(b"", status_code=416, headers=common)
    if headers.get("range") and part != range(size):
        common["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return _answer(file, part, common)


def part_sent(headers: "Headers", file: Sent) -> range:
    """Return the bytes that `sent` sends; none where it has nothing to send."""
    if _is_known(headers, file):
        return range(0)
    return _asked(headers, file, file.path.stat().st_size) or range(0)


def _tag(file: Sent) -> str:
    return f'"{file.digest[:32]}"'


def _is_known(headers: "Headers", file: Sent) -> bool:
    return _tag(file) in _tags(headers.get("if-none-match", ""))


def _asked(headers: "Headers", file: Sent, size: int) -> range | None:
    tag = _tag(file)
    asked = headers.get("range") if headers.get("if-range", tag) == tag else None
    return _part(asked, size)


def _answer(file: Sent, part: range, headers: dict[str, str]) -> Response[Any]:
    kind = "inline" if file.shown else "attachment"
    headers["content-disposition"] = f'{kind}; filename="{file.name}"'
    headers["content-length"] = str(len(part))
    return Stream(
        _chunks(file.path, part),
        status_code=206 if "content-range" in headers else 200,
        media_type=file.media_type,
        headers=headers,
    )


def _tags(sent: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in sent.split(",")]


def _part(asked: str | None, size: int) -> range | None:
    """Return the bytes asked for, all of them where that cannot be read; None if none.

    Several parts at once are answered with the whole, which the standard allows.
    """
    match = _RANGE.fullmatch(asked) if asked else None
    if match is None or match[0].strip() == "bytes=-":
        return range(size)
    first, last = match.groups()
    if not first:  # the last so many bytes
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return range(size)  # no range at all, says the standard
    return range(start, stop) if start < stop else None


def _chunks(path: Path, part: range) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = len(part)
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
