"""What the lake says now of the rows that a work names: one way for all kinds of works.

The query of the checking stage brings each row as it stands there; here it becomes what
may be told of it. A column that is not named here bears nothing.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import msgspec

from enrich.generate.figures import Rows
from enrich.generate.gate.claims import claims_something
from enrich.generate.letters import shown
from enrich.money import commission

_GLAD = 0.15
# What a name may hold though nobody states it: it is too short to be a copied passage.
_MOST_WORDS = 7
# How the house itself counts.
_TERMS = frozenset({"a hundred clicks"})

_Row: TypeAlias = Mapping[str, Any]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the lake: its table, its key, its columns as a JSON object."""

    of_table: str
    key: str
    shown: str


def looked_up(found: Iterable[Shown]) -> Rows:
    """Return what may be told of the rows that were `found`, by table and key."""
    return {
        (one.of_table, one.key): _TOLD[one.of_table](json.loads(one.shown))
        for one in found
    }


def proven(names: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Return those of `names` that the lake knows, or that claim nothing.

    Known are they also when cut, or in other cases: a category within a sentence.
    """
    stated = {shown(name).casefold() for name in known}
    return frozenset(name for name in names if _is_proven(name, stated)) | _TERMS


def _is_proven(name: str, stated: set[str]) -> bool:
    if not claims_something(name) and len(re.findall(r"\w+", name)) <= _MOST_WORDS:
        return True
    told = name.casefold()
    if told in stated:
        return True
    stem = told.removesuffix("…").rstrip()
    return any(of.startswith(stem) for of in stated) if stem != told else False


def _plain(row: _Row) -> _Row:
    return row


def _product(row: _Row) -> _Row:
    return {
        "title": shown(row["title"] or ""),
        "brand": shown(row["brand"] or ""),
        **_specs(row["specs"]),
    }


def _specs(stated: str | None) -> _Row:
    try:
        specs = json.loads(stated or "{}")
    except ValueError:
        return {}
    if not isinstance(specs, dict):
        return {}
    return {
        f"specs.{shown(name)}": shown(value)
        for name, value in specs.items()
        if isinstance(value, str)
    }


def _score(row: _Row) -> _Row:
    reasons = {
        f"reasons.{n}": shown(of["text"] or "")
        for n, of in enumerate(row["reasons"] or [])
    }
    kept = {name: row[name] for name in ("margin_minor", "currency")}
    return {"score": int(row["score"]), **reasons, **kept}


def _programme(row: _Row) -> _Row:
    return {
        "merchant": shown(row["merchant"]),
        "site": shown(urlsplit(row["url"]).hostname or ""),
        "commission": commission(
            row["commission_kind"], float(row["commission_rate"]), row["currency"]
        ),
        "cookie_days": row["cookie_days"],
    }


def _judged(row: _Row) -> _Row:
    sentiment = row["sentiment"]
    return {
        "heard": True,
        "glad": True if sentiment > _GLAD else None,
        "sorry": True if sentiment < -_GLAD else None,
    }


def _market(row: _Row) -> _Row:
    told = {name: value for name, value in row.items() if not isinstance(value, list)}
    for name, value in row.items():
        if isinstance(value, list):
            told |= {f"{name}.{n}": one for n, one in enumerate(value)}
    return {**told, "why": shown(told.get("why") or "")}


_TOLD: Mapping[str, Callable[[_Row], _Row]] = {
    **dict.fromkeys(
        (
            *("offers", "opinions", "price_history", "enriched_matches"),
            *("forecasts", "backtests"),
        ),
        _plain,
    ),
    **dict.fromkeys(
        (
            *("market_categories", "market_sellers", "market_sensitivity"),
            *("market_bestsellers", "market_opportunities"),
        ),
        _market,
    ),
    "products": _product,
    "scores": _score,
    "programmes": _programme,
    "enriched_sentiments": _judged,
}
