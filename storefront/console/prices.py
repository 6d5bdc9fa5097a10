"""Price rules: which hold, and what a change of them would do before it is done."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import msgspec
from litestar import Response, get

from ledger import line
from ledger.errors import LedgerError
from ledger.orders.effect import Effect, effects
from ledger.preview import Change, Preview, preview, preview_end
from ledger.pricing import ROUNDINGS
from ledger.repricing import WORK
from ledger.rules import SCOPES, Rule, ever_set, in_force
from ledger.trail import people
from storefront.console.aside import aside
from storefront.console.desk import Asking, Board, html, parts_of, plain, rendered
from storefront.console.door import STAFF, Keeper
from storefront.console.repricing import rules_mark
from storefront.console.rulesaid import rule_of
from storefront.console.titles import titles
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked
from storefront.parts import Parts
from storefront.rulewords import of_all, percent, said_words

_ENDED = 20
# Changes are counted by their share of the price, in these hundredths of a percent.
_STEPS = (-2_000, -1_000, -500, 0, 500, 1_000, 2_000)


class Bucket(msgspec.Struct, frozen=True):
    """How many prices change by a share between two others."""

    said: str
    number: int


def _facts(asking: Asking) -> dict[str, object]:
    connection = asking.connection
    rules = in_force(connection)
    ended = [one for one in ever_set(connection) if one.ended_at is not None]
    making = [one for one in line.counts(connection, asking.now) if one.kind == WORK]
    return {
        "rules": rules,
        "ended": ended[: -_ENDED - 1 : -1],
        "markup": asking.parts.settings.markup_percent,
        "making": making[0] if making else None,
        "of_all": of_all,
        "said_words": said_words,
        "people": people(connection),
        **form_facts(asking.parts, {}),
    }


BOARD = Board("prices", "Prices", _facts)


def form_facts(parts: Parts, said: Mapping[str, str]) -> dict[str, object]:
    """Return what the form of a rule is made of."""
    shelf = parts.catalogue.opened
    return {
        "said": said,
        "scopes": SCOPES,
        "roundings": ROUNDINGS,
        "categories": [one.key for one in shelf.categories()],
        "currency": parts.settings.currency,
    }


@get("/prices/try", opt=STAFF)
async def attempt(request: Asked) -> Response[str]:
    """Show what a rule would change, or the end of one; nothing is changed."""
    said = plain(request.query_params.items())
    parts, keeper = parts_of(request), Keeper.of(request)
    return html(await aside(_shown, parts, keeper, said))


def _shown(parts: Parts, keeper: Keeper, said: Mapping[str, str]) -> str:
    facts = form_facts(parts, said) | {"found": None, "wrong": "", "ends": ""}
    try:
        facts |= _tried(parts, said)
    except (DeedRefused, LedgerError) as error:
        facts["wrong"] = str(error)
    return rendered(parts, "pricestry", keeper, **facts)


def _tried(parts: Parts, said: Mapping[str, str]) -> dict[str, object]:
    if not said:
        return {"wrong": "say what the rule is for, and how prices are made."}
    ends, markup_bp = said.get("ends", ""), parts.settings.markup_percent * 100
    with parts.ledger.read() as connection:
        if ends:
            found = preview_end(connection, number_of(ends), markup_bp)
        else:
            rule = rule_of(said, parts.settings.currency)
            found = preview(connection, rule, markup_bp)
        mark = rules_mark(connection)
        more = effects(connection, found.changes, parts.clock())
    names = titles(parts, [one.sku for one in found.largest])
    return told(found, more) | {"mark": mark, "names": names, "ends": ends}


def told(found: Preview, more: list[Effect]) -> dict[str, Any]:
    """Return what a page says of a preview."""
    return {
        "found": found,
        "effects": more,
        "buckets": _buckets(found.changes),
        "of_all": of_all,
        "said_words": said_words,
        "percent_words": _signed,
        "was": _was(found.rule),
    }


def number_of(said: str) -> int:
    """Return the number of a rule, 0 where none is said."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def _was(rule: Rule) -> str:
    return said_words(rule)


def _buckets(changes: tuple[Change, ...]) -> list[Bucket]:
    edges = (None, *_STEPS, None)
    found = []
    for low, high in pairwise(edges):
        number = sum(
            (low is None or one.bp >= low) and (high is None or one.bp < high)
            for one in changes
        )
        found.append(Bucket(_between(low, high), number))
    return found


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return f"less than {_signed(high or 0)}"
    if high is None:
        return f"{_signed(low)} and more"
    return f"{_signed(low)} to {_signed(high)}"


def _signed(bp: int) -> str:
    return f"{'+' if bp > 0 else '−' if bp < 0 else ''}{percent(abs(bp))}"


HANDLERS = (attempt,)
