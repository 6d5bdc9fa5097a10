"""Kinds of requests: what is limited and counted apart."""

from typing import Literal, get_args

from litestar.types import Scope

from storefront.http.outside import is_from_outside
from storefront.http.wire import SAFE, method

Kind = Literal["page", "search", "action", "api", "go", "file", "probe"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_FIRST: dict[str, Kind] = {
    "api": "api",
    "art": "file",
    "download": "file",
    "go": "go",
    "images": "file",
    "static": "file",
    "suggest": "search",
    "works": "file",
}
DOCS = "/api/v1/docs"
"""The one page of the API that people read."""
# Lists that are filtered, sorted or searched cost far more than those as they are.
_LISTS = frozenset({"products", "categories", "search"})
_PROBES = frozenset({"/health", "/metrics", "/ready"})
_LANGUAGES = ("/de/", "/fr/")


def kind_of(scope: Scope) -> Kind:
    """Return the kind of a request, whatever its language."""
    path = scope["path"]
    if method(scope) not in SAFE:
        return "api" if is_from_outside(path) else "action"
    bare = path[3:] if path.startswith(_LANGUAGES) else path
    if bare.rstrip("/") in _PROBES:
        return "probe"
    if bare == DOCS:
        return "page"
    first = bare[1:].partition("/")[0]
    if first in _LISTS and scope["query_string"]:
        return "search"
    return _FIRST.get(first, "page")
