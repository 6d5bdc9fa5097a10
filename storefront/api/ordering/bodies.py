"""The body of a request, read into the struct that says what may be sent."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from litestar.exceptions import HTTPException

from storefront.api.reading import told
from storefront.pages.visit import Asked

_T = TypeVar("_T", bound=msgspec.Struct)
_JSON = "application/json"


async def body(request: Asked, kind: type[_T]) -> _T:
    """Return what was sent; no body is an empty one."""
    sent = await request.body()
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if sent and media_type.lower() != _JSON:
        raise refusal(415, [("content-type", f"is {_JSON}")])
    try:
        return msgspec.convert(_whole(msgspec.json.decode(sent or b"{}")), kind)
    except msgspec.ValidationError as error:
        raise refusal(400, [told(str(error))]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise refusal(400, [("", "the body is no JSON")]) from error


def _whole(value: object) -> object:
    """Return `value` with 96.0 as 96: to JSON both are the same whole number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return value


def refusal(status: int, wrong: Iterable[tuple[str, str]]) -> HTTPException:
    """Return a refusal that names what is wrong."""
    extra = [{"key": name, "message": why} for name, why in wrong]
    return HTTPException(status_code=status, extra=extra)
