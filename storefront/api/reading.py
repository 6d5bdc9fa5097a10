"""The arguments of an address, read into the struct that says what may be asked."""

import re
from types import GenericAlias
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from storefront.api.cursors import wrong
from storefront.pages.visit import Asked

_T = TypeVar("_T", bound=msgspec.Struct)
_MOST_ARGUMENTS = 100
_WHERE = re.compile(r" - at `\$\.?(?P<name>[a-z_]*)[^`]*`$")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]*)`")


def arguments(request: Asked, kind: type[_T]) -> _T:
    """Return what `request` asks; refuses what `kind` does not take."""
    try:
        pairs = parse_qsl(
            request.scope["query_string"].decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_ARGUMENTS,
        )
    except ValueError as error:
        raise wrong("", "the arguments cannot be read") from error
    return read(pairs, kind)


def read(pairs: list[tuple[str, str]], kind: type[_T]) -> _T:
    """Return the struct `kind` of `pairs`; an argument may be repeated where it lists."""
    lists = {field.name for field in msgspec.structs.fields(kind) if _is_list(field)}
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            given.setdefault(name, []).append(value)
        elif name in given:
            raise wrong(name, "given twice")
        else:
            given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise wrong(*told(str(error))) from error


def _is_list(field: msgspec.structs.FieldInfo) -> bool:
    kind = field.type
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    return isinstance(kind, GenericAlias) and kind.__origin__ is tuple


def told(error: str) -> tuple[str, str]:
    """Return which argument or field is wrong, and how."""
    unknown = _UNKNOWN.search(error)
    if unknown:
        return unknown["name"][:60], "no such argument here"
    where = _WHERE.search(error)
    if where:
        return where["name"], error[: where.start()]
    missing = re.search(r"required field `([^`]*)`", error)
    return (missing[1], "has to be given") if missing else ("", error)
