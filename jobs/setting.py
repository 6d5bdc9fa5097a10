"""One setting as people meet it: its names, what it may be, and what it does."""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

PREFIX = "HARVESTMAN_"

_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


class Setting(msgspec.Struct, frozen=True):
    """One setting of one section.

    `standard`: the variable in which other programs look for the same thing.
    """

    section: str
    name: str
    type: Any
    kind: str
    default: Any
    description: str
    secret: bool
    nested: bool
    standard: str = ""

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"{PREFIX}{self.section}_{self.name}".upper()


def describe(section: str, field: FieldInfo) -> Setting:
    """Return the setting that a field of a section's object is."""
    notes = [note for note in _notes(field.type) if isinstance(note, msgspec.Meta)]
    plain = _plain(field.type)
    default = (
        field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    )
    return Setting(
        section=section,
        name=field.name,
        type=field.type,
        kind=_kind(plain),
        default=default,
        description=next(note.description for note in notes if note.description),
        secret=any((note.extra or {}).get("secret") for note in notes),
        nested=get_origin(plain) in (dict, tuple, list),
        standard=next((one["standard"] for one in _extras(notes)), ""),
    )


def _extras(notes: list[msgspec.Meta]) -> Iterator[dict[str, Any]]:
    return (note.extra for note in notes if note.extra and "standard" in note.extra)


def _notes(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())


def _plain(annotation: Any) -> Any:
    return (
        getattr(annotation, "__origin__", annotation)
        if _notes(annotation)
        else annotation
    )


def _kind(plain: Any) -> str:
    origin = get_origin(plain)
    if origin is Literal:
        return " or ".join(str(word) for word in get_args(plain))
    if origin in (Union, UnionType):
        return _kind(next(part for part in get_args(plain) if part is not NoneType))
    if origin is dict:
        return "table"
    if origin in (tuple, list):
        return "list"
    return _WORDS.get(_plain(plain), "text")
