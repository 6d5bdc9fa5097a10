"""The API's description: for programs as JSON, for people as a page of the shop."""

from functools import lru_cache
from typing import Any

import msgspec
from litestar import Response, get

from storefront.api.openapi import document
from storefront.pages.visit import Asked, Visit

_JSON = "application/json"


@get("/openapi.json", sync_to_thread=False)
def openapi(request: Asked) -> Response[bytes]:
    """Describe the API for programs."""
    settings = Visit.of(request).shop.settings
    text = msgspec.json.encode(_document(settings.name, settings.address))
    return Response(text, media_type=_JSON)


@get("/docs", sync_to_thread=False)
def docs(request: Asked) -> Response[str]:
    """Describe the API for people."""
    visit = Visit.of(request)
    settings = visit.shop.settings
    told = _document(settings.name, settings.address)
    operations = [
        {
            "path": path,
            "method": method.upper(),
            **one,
            "sent": _sent(one),
            "shown": _example(one),
        }
        for path, of in told["paths"].items()
        for method, one in of.items()
    ]
    return visit.page(
        "api.html", canonical="/api/v1/docs", told=told, operations=operations
    )


def _example(operation: dict[str, Any]) -> str:
    """Return the example of an answer as people read JSON; none of a stream."""
    first = next(iter(operation["responses"].values()))
    return _shown(first["content"])


def _sent(operation: dict[str, Any]) -> str:
    """Return the example of a body, where one is sent."""
    return _shown(operation.get("requestBody", {}).get("content", {}))


def _shown(contents: dict[str, Any]) -> str:
    for content in contents.values():
        if "example" in content:
            text = msgspec.json.encode(content["example"])
            return msgspec.json.format(text, indent=2).decode()
    return ""


@lru_cache(maxsize=8)
def _document(name: str, address: str) -> dict[str, Any]:
    return document(name, address)
