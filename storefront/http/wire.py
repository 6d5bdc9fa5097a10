"""A request as ASGI brings it: what every layer asks of it.

The layers are plain ASGI callables around one another. Litestar's own middleware costs
a few microseconds a layer, which every page would pay.
"""

from typing import cast

from litestar.types import HTTPScope, Scope

Headers = list[tuple[bytes, bytes]]
READING = frozenset({"GET", "HEAD"})
SAFE = READING | {"OPTIONS", "TRACE"}
_HEAD = "is_head"


def method(scope: Scope) -> str:
    """Return the method of a request; the shop takes no websockets."""
    return cast("HTTPScope", scope)["method"]


def as_get(scope: Scope) -> Scope:
    """Return `scope` as one that routes answer: HEAD is GET without its body."""
    if method(scope) != "HEAD":
        return scope
    scope.setdefault("state", {})[_HEAD] = True
    return cast("HTTPScope", {**scope, "method": "GET"})


def is_head(scope: Scope) -> bool:
    """Return whether a request that routes see as GET asks for the head alone."""
    return _HEAD in scope["state"]


def header(scope: Scope, name: bytes) -> bytes | None:
    """Return the first header called `name`, which is in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return value
    return None


def all_of(scope: Scope, name: bytes) -> bytes:
    """Return all headers called `name` as one list with commas."""
    return b",".join(value for key, value in scope["headers"] if key == name)
