"""A Scrapy request as the bytes that the frontier keeps with its URL, and back.

Only what differs from a plain request is written: msgpack with one letter a field, the
callback by the name of the spider's method. What msgpack would bring back as something
else (tuples, sets, items, subclasses of Request) is pickled, as Scrapy's own job folder
does. A request that cannot be written at all stays in memory, and the caller says so.
"""

import pickle
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from scrapy import Request
from scrapy.utils.request import request_from_dict

from frontier.records import LONGEST

if TYPE_CHECKING:
    from scrapy import Spider

_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
_MOST_BITS = 63


class Parcel(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename={
        "url": "u",
        "callback": "c",
        "errback": "e",
        "method": "m",
        "headers": "h",
        "body": "b",
        "cookies": "k",
        "meta": "t",
        "encoding": "n",
        "priority": "r",
        "dont_filter": "f",
        "flags": "g",
        "cb_kwargs": "a",
        "has_depth": "d",
        "pickled": "p",
    },
):
    """What makes a request more than its canonical URL."""

    url: str = ""
    callback: str = ""
    errback: str = ""
    method: str = ""  # GET
    headers: list[tuple[bytes, list[bytes]]] = []
    body: bytes = b""
    cookies: Any = None
    meta: dict[str, Any] = {}
    encoding: str = ""  # UTF-8
    priority: int = 0
    dont_filter: bool = False
    flags: list[str] = []
    cb_kwargs: dict[str, Any] = {}
    has_depth: bool = False  # the frontier keeps the depth itself
    pickled: bytes = b""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Parcel)


def pack(request: Request, spider: "Spider", canonical: str) -> bytes | None:
    """Return `request` as bytes; None where it can live in memory only."""
    packed = _packed(request, spider, canonical)
    return packed if packed is not None and len(packed) <= LONGEST else None


def unpack(packed: bytes, spider: "Spider", canonical: str, depth: int) -> Request:
    """Return the request that was packed; without bytes, one for the spider's parse."""
    parcel = _DECODER.decode(packed) if packed else Parcel()
    if parcel.pickled:
        # Written by this crawl's own process, as in Scrapy's job folder.
        kept: dict[str, Any] = pickle.loads(parcel.pickled)  # noqa: S301
        return request_from_dict(kept, spider=spider)
    meta = parcel.meta
    if parcel.has_depth:
        meta = {**meta, "depth": depth}
    return Request(
        parcel.url or canonical,
        callback=_method(spider, parcel.callback),
        errback=_method(spider, parcel.errback),
        method=parcel.method or "GET",
        headers=dict(parcel.headers) or None,
        body=parcel.body,
        cookies=parcel.cookies,
        meta=meta or None,
        encoding=parcel.encoding or "utf-8",
        priority=parcel.priority,
        dont_filter=parcel.dont_filter,
        flags=parcel.flags or None,
        cb_kwargs=parcel.cb_kwargs or None,
    )


def depth_of(request: Request) -> int:
    """Return how many links `request` is away from the start."""
    depth = request.meta.get("depth", 0)
    return depth if isinstance(depth, int) and depth > 0 else 0


def _packed(request: Request, spider: "Spider", canonical: str) -> bytes | None:
    callback = _name(spider, request.callback)
    errback = _name(spider, request.errback)
    if callback is None or errback is None:
        return None
    meta = {name: _unparsed(value) for name, value in request.meta.items()}
    plain = type(request) is Request and _is_plain(meta, request.cb_kwargs)
    if not plain or not _is_plain_value(request.cookies):
        return _pickled(request, spider)
    has_depth = meta.get("depth") == depth_of(request)
    if has_depth:
        del meta["depth"]
    parcel = Parcel(
        url="" if request.url == canonical else request.url,
        callback=callback,
        errback=errback,
        method="" if request.method == "GET" else request.method,
        headers=list(request.headers.items()),
        body=request.body,
        cookies=request.cookies or None,
        meta=meta,
        encoding="" if request.encoding == "utf-8" else request.encoding,
        priority=request.priority,
        dont_filter=request.dont_filter,
        flags=request.flags,
        cb_kwargs=request.cb_kwargs,
        has_depth=has_depth,
    )
    return _ENCODER.encode(parcel)


def _pickled(request: Request, spider: "Spider") -> bytes | None:
    try:
        kept = pickle.dumps(request.to_dict(spider=spider))
    # Whatever a meta holds may refuse in its own words; such a request is no error.
    except Exception:  # noqa: BLE001
        return None
    return _ENCODER.encode(Parcel(pickled=kept))


def _unparsed(value: Any) -> Any:
    """Return a text without the tree of its page, which lxml hangs on it."""
    parsed = isinstance(value, str) and type(value).__module__ == "lxml.etree"
    return str(value) if parsed else value


def _is_plain(*tables: Mapping[str, Any]) -> bool:
    return all(_is_plain_value(table) for table in tables)


def _is_plain_value(value: Any) -> bool:
    """Return whether msgpack gives `value` back as it is."""
    kind = type(value)
    if kind is int:
        return bool(value.bit_length() <= _MOST_BITS)
    if kind in _PLAIN:
        return True
    if kind is list:
        return all(map(_is_plain_value, value))
    return kind is dict and all(
        type(name) is str and _is_plain_value(kept) for name, kept in value.items()
    )


def _name(spider: "Spider", function: Callable[..., Any] | None) -> str | None:
    """Return the name by which `spider` knows its method; None for another's."""
    if function is None:
        return ""
    name = getattr(function, "__name__", "")
    return name if name and getattr(spider, name, None) == function else None


def _method(spider: "Spider", name: str) -> Callable[..., Any] | None:
    if not name:
        return None
    found: Callable[..., Any] = getattr(spider, name)
    return found
