"""The API described for programs, as OpenAPI 3.1 asks; made of the structs themselves."""

from typing import Any

import msgspec

from storefront.api import asked, shapes
from storefront.api.operations import OPERATIONS, Operation
from storefront.api.ordering import described as ordering
from storefront.http.problems import Problem

VERSION = "1.1.0"
_REF = "#/components/schemas/{name}"
_JSON, _PROBLEM, _EVENTS = (
    "application/json",
    "application/problem+json",
    "text/event-stream",
)
_REFUSALS = {
    400: "An argument is not as it should be; `errors` says which.",
    404: "There is no such thing.",
    414: "The address is too long.",
    429: "Too many requests; `retry-after` says when to come again.",
    431: "The headers of the request are too large.",
}
_ABOUT = """What this shop knows of its products, for programs to read. It is open to \
everyone, asks for no key, and is the same for all but for carts and orders. Answers carry an `etag`: send it as \
`if-none-match` and what has not changed is answered 304. Prices are whole minor units \
beside their currency, times are UTC. A list goes on with `cursor`, set to the `next` \
of the page before; `next` is null on the last page. Whoever buys begins a cart, fills \
it, has it quoted, orders it under an `Idempotency-Key` and leads the buyer to the \
payment; who has the name of a cart or an order may do with it what its buyer may."""


def document(name: str, address: str) -> dict[str, Any]:
    """Return the description of the API of the shop `name` at `address`."""
    kinds = [operation.gives for operation in OPERATIONS]
    _, schemas = msgspec.json.schema_components(
        [*kinds, *ordering.kinds(), shapes.Links, Problem], ref_template=_REF
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name} API", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": f"{address}/api/v1"}],
        "paths": {
            **{one.path: {"get": _described(one)} for one in OPERATIONS},
            **ordering.paths(),
        },
        "components": {"schemas": schemas},
    }


def _described(one: Operation) -> dict[str, Any]:
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*([_SKU] if one.has_sku else []), *_arguments(one)],
        "responses": {
            "200": _answered(one),
            **(_FULL if one.is_stream else _UNCHANGED),
            **({"301": _MOVED} if one.has_sku else {}),
            **{str(status): _refused(status) for status in _REFUSALS},
        },
    }


def _answered(one: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {
        "schema": {"$ref": _REF.format(name=one.gives.__name__)},
        "example": msgspec.to_builtins(one.example),
    }
    if not one.is_stream:
        return {"description": _first_line(one.gives), "content": {_JSON: content}}
    told = "Events named `change`, whose data is a Change and whose id can be resumed."
    schema = {"schema": {"type": "string", "description": told}}
    return {"description": told, "content": {_EVENTS: schema}}


def _refused(status: int) -> dict[str, Any]:
    schema = {"schema": {"$ref": _REF.format(name=Problem.__name__)}}
    return {"description": _REFUSALS[status], "content": {_PROBLEM: schema}}


def _arguments(one: Operation) -> list[dict[str, Any]]:
    _, parts = msgspec.json.schema_components([one.takes], ref_template=_REF)
    schema = parts[one.takes.__name__]
    needed = schema.get("required", [])
    return [
        _argument(name, dict(told), name in needed)
        for name, told in schema["properties"].items()
    ]


def _argument(name: str, schema: dict[str, Any], needed: bool) -> dict[str, Any]:
    told = schema.pop("description", "")
    return {
        "name": name,
        "in": "query",
        "description": told,
        "required": needed,
        "schema": schema,
    }


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").partition("\n")[0]


_SKU = {
    "name": "sku",
    "in": "path",
    "description": "The product's number in the shop.",
    "required": True,
    "schema": msgspec.json.schema(asked.Sku),
    "example": "HV-7K2M9QX",
}
_UNCHANGED = {"304": {"description": "It has not changed."}}
_FULL = {"204": {"description": "Its reader has as many streams as one may have."}}
_MOVED = {
    "description": "The product was merged into another one.",
    "headers": {"location": {"schema": {"type": "string"}}},
}
