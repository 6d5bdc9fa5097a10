"""The keys that a campaign file may have, as people meet them: in errors and in the docs."""

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from crawler.campaign.model import Campaign
from crawler.campaign.places import Way

_PLAIN = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
# Keys that also take text with a unit.
SPANS = frozenset(
    {"delay", "max_crawl_delay", "group_delay", "max_time", "patience", "wait"}
    | {"offers", "pages", "shortest", "longest"}  # of revisit
)
SIZES = frozenset({"max_bytes", "bytes_per_s"})


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One key: what it may be, what it is when nothing is said, what it does."""

    name: str
    kind: str
    default: Any
    description: str


@cache
def all_keys() -> dict[Way, Key]:
    """Return every key by its way, in the order of the documentation."""
    return dict(_keys(Campaign, ()))


@cache
def listed_keys() -> dict[Way, Key]:
    """Return the keys of tables that stand in lists, by their ways without numbers."""
    found: dict[Way, Key] = {}
    lists = list(_lists(Campaign, ()))
    while lists:
        way, struct = lists.pop()
        found.update(_keys(struct, way))
        lists += _lists(struct, way)
    return found


def tables() -> frozenset[Way]:
    """Return the ways of what holds further keys."""
    return frozenset({(), *(way[:-1] for way in all_keys())})


def lists() -> frozenset[Way]:
    """Return the ways of lists of tables."""
    return frozenset(way[:-1] for way in listed_keys())


def unnumbered(way: Way) -> Way:
    """Return `way` without its numbers: what holds for every item of a list."""
    return tuple(step for step in way if isinstance(step, str))


def key_of(way: Way) -> Key | None:
    """Return the key that `way` leads to, or into."""
    way = unnumbered(way)
    known = all_keys() | listed_keys()
    while way and way not in known:
        way = way[:-1]
    return known.get(way)


def _keys(struct: type[msgspec.Struct], above: Way) -> Iterator[tuple[Way, Key]]:
    for field in msgspec.structs.fields(struct):
        way = (*above, field.encode_name)
        inner = _bare(field.type)
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from _keys(inner, way)
            continue
        yield (
            way,
            Key(
                name=".".join(map(str, way)),
                kind=_with_unit(_kind(field.type), field.encode_name),
                default=field.default,
                description=_description(field.type),
            ),
        )


def _lists(
    struct: type[msgspec.Struct], above: Way
) -> Iterator[tuple[Way, type[msgspec.Struct]]]:
    """Return the lists of tables in `struct`, and what such a table is."""
    for field in msgspec.structs.fields(struct):
        way, inner = (*above, field.encode_name), _bare(field.type)
        item = _item(inner)
        if item is not None:
            yield way, item
        elif isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from _lists(inner, way)


def _item(bare: Any) -> type[msgspec.Struct] | None:
    """Return the table that a list is of, None where it holds no tables."""
    inner = get_args(bare)[0] if get_origin(bare) is tuple else None
    listed = isinstance(inner, type) and issubclass(inner, msgspec.Struct)
    return inner if listed else None


def _description(annotation: Any) -> str:
    notes = getattr(annotation, "__metadata__", ())
    return next((note.description for note in notes if note.description), "")


def _bare(annotation: Any) -> Any:
    """Return a type without its notes and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        rest = [part for part in get_args(annotation) if part is not NoneType]
        return _bare(rest[0])
    return annotation


def _kind(annotation: Any) -> str:
    bare = _bare(annotation)
    if get_origin(bare) is Literal:
        *rest, last = (f'"{word}"' for word in get_args(bare))
        return f"{', '.join(rest)} or {last}"
    if get_origin(bare) is tuple:
        return "a list of texts" if _item(bare) is None else "a list of tables"
    return _PLAIN[bare] + _bounds(annotation)


def _bounds(annotation: Any) -> str:
    """Return what else holds of a number or a text, in words."""
    notes = list(_notes(annotation))
    if any(note.pattern for note in notes):
        return " of at most 64 small letters, digits, - and _"
    low = next((note.ge for note in notes if note.ge is not None), None)
    above = next((note.gt for note in notes if note.gt is not None), None)
    high = next((note.le for note in notes if note.le is not None), None)
    longest = next((note.max_length for note in notes if note.max_length), None)
    if longest:
        return f" of at most {longest:,} characters"
    if low is not None and high is not None:
        return f" from {low:,} to {high:,}"
    if low is not None:
        return f", {low:,} or more"
    return f" above {above:,}" if above is not None else ""


def _notes(annotation: Any) -> Iterator[msgspec.Meta]:
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
        yield from _notes(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _notes(part)


def _with_unit(kind: str, name: str) -> str:
    bounds = kind.removeprefix("a ").removeprefix("whole ").removeprefix("number")
    if name in SPANS:
        return f"seconds{bounds}; or text such as 90s, 15m or 1d12h"
    if name in SIZES:
        return f"bytes{bounds}; or text such as 500 MB"
    return kind
