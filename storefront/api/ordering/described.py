"""The buying part of the API described for programs, as OpenAPI 3.1 asks."""

import re
from typing import Any

import msgspec

from storefront.api.ordering.operations import ORDERING, Ordering
from storefront.http.problems import Problem

REF = "#/components/schemas/{name}"
_JSON, _PROBLEM = "application/json", "application/problem+json"
_NAMES = re.compile(r"\{(\w+)\}")
_ALWAYS = {
    400: "Something that was sent is not as it should be; `errors` says what.",
    413: "The body is too large.",
    414: "The address is too long.",
    429: "Too many requests; `retry-after` says when to come again.",
    431: "The headers of the request are too large.",
}
_SOMETIMES = {
    404: "There is no such cart or order.",
    409: "It cannot be so now; `errors` says why.",
    415: "The body is not JSON.",
    422: "What was sent can be read, but not be so; `errors` says why.",
    503: "Nothing can be paid just now.",
}
_KINDS = {"cart": "The name of a cart.", "order": "The name of an order."}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Chosen at random by whoever orders, once an order.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,128}$"},
    "example": "9f2c41d07b3e4a55",
}


def kinds() -> list[type[msgspec.Struct]]:
    """Return everything that is sent or answered."""
    sends = [one.sends for one in ORDERING if one.sends is not None]
    return [*sends, *(one.gives for one in ORDERING)]


def paths() -> dict[str, dict[str, Any]]:
    """Return each address with what can be done there."""
    found: dict[str, dict[str, Any]] = {}
    for one in ORDERING:
        found.setdefault(one.path, {})[one.method] = _described(one)
    return found


def _described(one: Ordering) -> dict[str, Any]:
    names = _NAMES.findall(one.path)
    refused = {*_ALWAYS, *one.refuses, *([404] if names else [])}
    refused |= {415} if one.method != "get" else set()
    told = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*map(_named, names), *([_KEY] if one.needs_key else [])],
        "responses": {
            str(one.status): _answered(one),
            **({"200": _answered(one)} if one.needs_key else {}),
            **{str(status): _refused(status) for status in sorted(refused)},
        },
    }
    return told | ({"requestBody": _sent(one)} if one.sends else {})


def _sent(one: Ordering) -> dict[str, Any]:
    assert one.sends is not None  # noqa: S101 - looked at before
    needed = any(field.required for field in msgspec.structs.fields(one.sends))
    shown = {"schema": _schema(one.sends), "example": msgspec.to_builtins(one.sent)}
    return {"required": needed, "content": {_JSON: shown}}


def _answered(one: Ordering) -> dict[str, Any]:
    shown = {"schema": _schema(one.gives), "example": msgspec.to_builtins(one.example)}
    said = (one.gives.__doc__ or "").partition("\n")[0]
    return {"description": said, "content": {_JSON: shown}}


def _refused(status: int) -> dict[str, Any]:
    said = (_ALWAYS | _SOMETIMES)[status]
    return {"description": said, "content": {_PROBLEM: {"schema": _schema(Problem)}}}


def _schema(kind: type) -> dict[str, str]:
    return {"$ref": REF.format(name=kind.__name__)}


def _named(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _KINDS[name],
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"},
    }
