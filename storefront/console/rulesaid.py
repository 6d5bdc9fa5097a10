"""A price rule as a form says it."""

from collections.abc import Mapping
from typing import get_args

from ledger.pricing import ROUNDINGS, Rounding
from ledger.rules import Rule, Scope
from ledger.skucode import read_sku
from storefront.console.amounts import minor_of, words_of
from storefront.errors import DeedRefused

_LONGEST_NOTE, _LONGEST_KEY = 500, 200
_SCOPES: tuple[Scope, ...] = get_args(Scope)
FIELDS = (
    *("scope", "key", "percent", "fixed", "margin", "margin_sum"),
    *("rounding", "note"),
)


def rule_of(said: Mapping[str, str], currency: str, actor: str = "") -> Rule:
    """Return the rule that a form says, in a shop of that currency."""
    scope = next((one for one in _SCOPES if one == said.get("scope")), None)
    if scope is None:
        raise DeedRefused(f"a rule is for one of {', '.join(_SCOPES)}.")
    key = words_of(said.get("key", ""), "what it is for", _LONGEST_KEY).strip("/")
    if scope == "product":
        key = read_sku(key) or key
    fixed = _amount(said, "fixed", "the price", currency)
    margin_sum = _amount(said, "margin_sum", "the least margin", currency)
    has_money = fixed is not None or margin_sum is not None
    return Rule(
        scope,
        "" if scope == "all" else key,
        markup_bp=_share(said, "percent", "what is added"),
        fixed_minor=fixed,
        least_margin_bp=_share(said, "margin", "the least margin"),
        least_margin_minor=margin_sum,
        currency=currency if has_money else None,
        rounding=_rounding(said.get("rounding", "")),
        note=words_of(said.get("note", ""), "the note", _LONGEST_NOTE),
        actor=actor,
    )


def _share(said: Mapping[str, str], name: str, what: str) -> int | None:
    text = said.get(name, "").strip().removesuffix("%").rstrip()
    if not text:
        return None
    try:
        # Two decimals, as euros have: hundredths of a percent.
        return minor_of(text, "EUR", what)
    except DeedRefused:
        raise DeedRefused(
            f"{what}: {text[:40]!r} is no percentage; write 25 or 12.75."
        ) from None


def _amount(said: Mapping[str, str], name: str, what: str, currency: str) -> int | None:
    text = said.get(name, "").strip()
    return minor_of(text, currency, what) if text else None


def _rounding(said: str) -> Rounding | None:
    if said and said not in ROUNDINGS:
        raise DeedRefused(f"prices end in one of {', '.join(ROUNDINGS)}.")
    return next((one for one in ROUNDINGS if one == said), None)
