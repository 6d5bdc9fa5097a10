"""Whether a table says what a campaign has to say; a wrong value is named by its way."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

import msgspec

from crawler.campaign.amounts import bytes_of, seconds_of
from crawler.campaign.expression import Expression
from crawler.campaign.keys import (
    SIZES,
    SPANS,
    all_keys,
    key_of,
    listed_keys,
    lists,
    tables,
    unnumbered,
)
from crawler.campaign.model import Campaign, Render
from crawler.campaign.places import Way
from crawler.campaign.timetable import Timetable
from crawler.errors import BadScore
from frontier.errors import BadUrl
from frontier.urls import canonical

# Folders of the home's frontier that belong to no campaign.
_TAKEN = frozenset({"hosts", "robots"})
_MSGSPEC_WAY = re.compile(r" - at `(?:key in )?\$(.*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_HOST_PATTERN = re.compile(r"[A-Za-z0-9*._-]+")
_ADDRESSES = ("seeds", "seed_sitemaps", "seed_feeds")
_PATTERNS = (("include",), ("exclude",), ("render", "always"), ("render", "never"))
# What people write who know other crawlers, or think of another word.
_ALSO = {
    "max_depth": "depth",
    "allow": "include",
    "deny": "exclude",
    "start_urls": "seeds",
    "urls": "seeds",
    "allowed_domains": "scope",
    "pages": "max_pages",
    "delay": "politeness.delay",
    "download_delay": "politeness.delay",
    "js": "render.js",
    "cron": "schedule",
}


class WrongValue(ValueError):
    """What a table says at `way` cannot be."""

    def __init__(self, way: Way, said: str, *, is_key: bool = False) -> None:
        super().__init__(said)
        self.way = way
        self.is_key = is_key


def checked(table: dict[str, Any]) -> Campaign:
    """Return the campaign that `table` describes."""
    _check_keys(table, ())
    plain = dict(_with_amounts(table, ()))
    try:
        campaign = msgspec.convert(plain, Campaign, strict=True)
    except msgspec.ValidationError as error:
        raise _wrong(plain, str(error)) from None
    if campaign.name in _TAKEN:
        raise WrongValue(
            ("name",),
            f"a campaign cannot be named {campaign.name!r}; choose another name",
        )
    for way in _PATTERNS:
        _check_patterns(campaign, way)
    _check_render(campaign.render)
    _check_score(campaign)
    _check_schedule(campaign)
    return msgspec.structs.replace(
        campaign, **{name: _addresses(campaign, name) for name in _ADDRESSES}
    )


def check_seeds(campaign: Campaign) -> None:
    """Refuse a campaign that says nowhere where to start."""
    if not campaign.is_seeded:
        raise WrongValue(
            ("seeds",),
            "a campaign needs at least one seed URL; give it seeds, seed_files,"
            " seed_sitemaps or seed_feeds",
        )


def _check_keys(table: dict[str, Any], above: Way) -> None:
    known = _known(unnumbered(above))
    for name, value in table.items():
        way = (*above, name)
        if name not in known:
            raise WrongValue(way, _unknown(name, above, known), is_key=True)
        if way in tables():
            if not isinstance(value, dict):
                raise WrongValue(way, f"{name} is a table; write it as [{name}]")
            _check_keys(value, way)
        for number, item in _items(way, value):
            if not isinstance(item, dict):
                raise WrongValue((*way, number), f"{_shown(way)} is a list of tables")
            _check_keys(item, (*way, number))


def _known(above: Way) -> list[str]:
    ways = all_keys() | listed_keys()
    keys = sorted(str(way[-1]) for way in ways if way[:-1] == above)
    return keys + sorted(str(way[-1]) for way in tables() if way and way[:-1] == above)


def _items(way: Way, value: Any) -> Iterable[tuple[int, Any]]:
    """Return the tables of a list of them; nothing of anything else."""
    listed = unnumbered(way) in lists() and isinstance(value, list | tuple)
    return enumerate(value) if listed else ()


def _unknown(name: str, above: Way, known: list[str]) -> str:
    whole = ".".join(map(str, (*above, name)))
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    meant = near[0] if near else "" if above else _ALSO.get(name, "")
    if meant:
        return f"unknown key {whole!r}; did you mean {meant!r}?"
    return f"unknown key {whole!r}; there are: {', '.join(known)}"


def _with_amounts(table: dict[str, Any], above: Way) -> Iterator[tuple[str, Any]]:
    """Return the items of `table`, with durations and sizes as numbers."""
    for name, value in table.items():
        way = (*above, name)
        if isinstance(value, dict) and way in tables():
            yield name, dict(_with_amounts(value, way))
        elif items := list(_items(way, value)):
            yield name, [dict(_with_amounts(item, (*way, n))) for n, item in items]
        elif isinstance(value, str) and name in SPANS | SIZES:
            try:
                yield name, seconds_of(value) if name in SPANS else bytes_of(value)
            except ValueError as error:
                raise WrongValue(way, f"{_shown(way)} = {value!r}: {error}") from None
        else:
            yield name, value


def _wrong(table: dict[str, Any], said: str) -> WrongValue:
    """Return what msgspec says is wrong, in words that help who wrote it."""
    found = _MSGSPEC_WAY.search(said)
    way: Way = tuple(
        int(number) if number else name
        for name, number in _STEP.findall(found[1] if found else "")
    )
    value: Any = table
    for step in way:
        value = value[step]
    key = key_of(way)
    kind = key.kind if key else ""
    if way and isinstance(way[-1], int):
        kind = kind.replace("a list of ", "a ").removesuffix("s")
    expected = f"expected {kind}. {key.description}" if key else said
    return WrongValue(way, f"{_shown(way)} = {_toml(value)}: {expected}")


def _shown(way: Way) -> str:
    return "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in way
    ).lstrip(".")


def _toml(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 100 else f"{text[:100]}..."


def _addresses(campaign: Campaign, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for number, text in enumerate(getattr(campaign, name)):
        try:
            found[canonical(text)] = None
        except BadUrl as error:
            what = "seed" if name == "seeds" else name
            raise WrongValue((name, number), f"{what} {error}") from None
    return tuple(found)


def _check_patterns(campaign: Campaign, way: tuple[str, ...]) -> None:
    patterns: Any = campaign
    for step in way:
        patterns = getattr(patterns, step)
    for number, pattern in enumerate(patterns):
        _check_pattern(pattern, (*way, number), _shown(way))


def _check_pattern(pattern: str, way: Way, shown: str) -> None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        said = f"{shown} {pattern!r:.200} is no regular expression: {error}"
        raise WrongValue(way, said) from None


def _check_render(render: Render) -> None:
    for number, name in enumerate(render.hosts):
        if not _HOST_PATTERN.fullmatch(name):
            raise WrongValue(
                ("render", "hosts", number),
                f"render.hosts {name!r:.200} is no host; expected one such as"
                " cdn.example.net or *.example.net, without scheme, port and path",
            )
    for number, action in enumerate(render.actions):
        way: Way = ("render", "actions", number)
        _check_pattern(action.match, (*way, "match"), "render.actions.match")
        if not action.steps:
            raise WrongValue(way, 'an action needs steps, as steps = [{ click = "a" }]')
        for count, step in enumerate(action.steps):
            if len(step.said()) != 1:
                raise WrongValue(
                    (*way, "steps", count),
                    f"a step says one of {', '.join(_known(('render', 'actions', 'steps')))},"
                    " and nothing else",
                )


def _check_score(campaign: Campaign) -> None:
    if campaign.score and campaign.order != "best":
        raise WrongValue(
            ("score",),
            f'a score orders nothing while order is "{campaign.order}"; write'
            ' order = "best", or leave the score out',
        )
    try:
        if campaign.score:
            Expression(campaign.score)
    except BadScore as error:
        raise WrongValue(("score",), str(error)) from None


def _check_schedule(campaign: Campaign) -> None:
    try:
        Timetable.read(campaign.schedule)
    except ValueError as error:
        said = f"schedule = {campaign.schedule!r:.100}: {error}"
        raise WrongValue(("schedule",), said) from None
