"""What Stripe's API is sent: `line_items[0][quantity]=2`, nested by brackets."""

import re
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from connect.fakestripe.errors import Refusal

_MOST_FIELDS = 1_000
_PARTS = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")

T = TypeVar("T")


def parse(text: str) -> dict[str, Any]:
    """Return a form as nested tables and lists."""
    made: dict[str, Any] = {}
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            strict_parsing=bool(text),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise Refusal(f"The body is no form: {error}") from None
    for name, value in pairs:
        *path, last = _PARTS.findall(name) or [name]
        _place(made, path)[last or str(len(_place(made, path)))] = value
    return {name: _lists(value) for name, value in made.items()}


def read(made: dict[str, Any], kind: type[T]) -> T:
    """Return a form as what it is to be; refuses as Stripe does, by the name."""
    try:
        return msgspec.convert(made, kind, strict=False)
    except msgspec.ValidationError as error:
        said = str(error)
        name = re.search(r"field `([^`]+)`|`\$\.([^`]+)`", said)
        code = "parameter_invalid"
        if "unknown field" in said:
            code = "parameter_unknown"
        elif "missing required" in said:
            code = "parameter_missing"
        raise Refusal(
            said, code, param=(name[1] or name[2]) if name else None
        ) from None


def _place(made: dict[str, Any], path: list[str]) -> dict[str, Any]:
    for part in path:
        made = made.setdefault(part, {})
        if not isinstance(made, dict):
            raise Refusal(f"{part} is sent as a value and as a table")
    return made


def _lists(value: Any) -> Any:
    """Turn tables with numbers for names into lists."""
    if not isinstance(value, dict):
        return value
    made = {name: _lists(one) for name, one in value.items()}
    return list(made.values()) if made and all(map(str.isdecimal, made)) else made
