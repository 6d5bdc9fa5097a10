"""The options that say a price rule, and the Rule made of them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial, wraps
from typing import Any

import click

from jobs.cli.call import Call, with_call
from ledger.currencies import digits
from ledger.pricing import ROUNDINGS
from ledger.rules import Rule, Scope
from ledger.skucode import read_sku

_PERCENT = re.compile(r"\d{1,6}(\.\d{1,2})?")
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,3})?")


class _Percent(click.ParamType[int]):
    """A share such as 25, 12.5 or 12.5%, in hundredths of a percent."""

    name = "percent"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the hundredths of a percent."""
        text = str(value).strip().removesuffix("%").rstrip()
        if not _PERCENT.fullmatch(text):
            self.fail(f"{value!r} is no percentage: write 25 or 12.75.", param, ctx)
        return int(Decimal(text) * 100)


class Amount(click.ParamType[Decimal]):
    """An amount of money such as 12.90."""

    name = "amount"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Return the amount."""
        if not _AMOUNT.fullmatch(str(value).strip()):
            self.fail(f"{value!r} is no amount of money: write 12.90.", param, ctx)
        return Decimal(str(value).strip())


class _Margin(click.ParamType[tuple[int | None, Decimal | None]]):
    """A share of the cost, as 5%, or an amount, as 2.50."""

    name = "margin"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, Decimal | None]:
        """Return the share, or the amount."""
        if str(value).strip().endswith("%"):
            return _Percent().convert(value, param, ctx), None
        return None, Amount().convert(value, param, ctx)


Said = Callable[[str], Rule]
"""The rule that was said, in a shop of that currency."""

_OPTIONS = (
    click.option(
        "--category", metavar="KEY", help="For one category, as kitchen/pots."
    ),
    click.option("--sku", metavar="SKU", help="For one product, as HV-7K2M9QX."),
    click.option(
        "--kind",
        metavar="KIND",
        help="For generated works of one kind, as buying_guide.",
    ),
    click.option("--percent", type=_Percent(), help="What is added to the cost."),
    click.option("--fixed", type=Amount(), help="The price itself."),
    click.option(
        "--least-margin",
        type=_Margin(),
        help="The least gain: 5% of the cost, or an amount.",
    ),
    click.option(
        "--round", "rounding", type=click.Choice(ROUNDINGS), help="Where prices end."
    ),
    click.option(
        "--currency", metavar="CODE", help="Of the amounts.  [default: shop.currency]"
    ),
)
_GIVEN = (
    *("category", "sku", "kind", "percent", "fixed", "least_margin", "rounding"),
    "currency",
)


def with_rule(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a rule, and what makes the Rule of them.

    The currency of amounts that name none is known only once the ledger is open.
    """

    @with_call()
    @wraps(function)
    def called(call: Call, **named: Any) -> Any:
        given = {name: named.pop(name) for name in _GIVEN}
        return function(call, partial(_rule, given), **named)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called


def _rule(given: Mapping[str, Any], currency: str) -> Rule:
    scope, key = _scope(given)
    share, amount = given["least_margin"] or (None, None)
    code = currency_code(given["currency"] or currency)
    has_money = given["fixed"] is not None or amount is not None
    return Rule(
        scope,
        key,
        markup_bp=given["percent"],
        fixed_minor=minor_of(given["fixed"], code),
        least_margin_bp=share,
        least_margin_minor=minor_of(amount, code),
        currency=code if has_money else None,
        rounding=given["rounding"],
    )


def _scope(given: Mapping[str, Any]) -> tuple[Scope, str]:
    category, sku, kind = given["category"], given["sku"], given["kind"]
    found: list[tuple[Scope, str]] = []
    if category is not None:
        found.append(("category", category.strip().strip("/")))
    if sku is not None:
        found.append(("product", read_sku(sku) or sku))
    if kind is not None:
        found.append(("kind", kind))
        _check_kind(kind)
    if len(found) > 1:
        raise click.UsageError("a rule is for one --category, one --sku or one --kind.")
    return found[0] if found else ("all", "")


def _check_kind(kind: str) -> None:
    # What makes works is loaded only where one is priced.
    from enrich.generate.kinds import KINDS, TOLD

    kinds = [*KINDS, *TOLD]
    if kind not in kinds:
        raise click.UsageError(
            f"there are no works of the kind {kind!r}; there are {', '.join(kinds)}."
        )


def currency_code(code: str) -> str:
    """Return the code of a currency that was typed."""
    if not re.fullmatch("[A-Z]{3}", code):
        raise click.UsageError(f"{code!r} is no currency: write EUR.")
    return code


def minor_of(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in minor units; None stays None."""
    if amount is None:
        return None
    minor = amount.scaleb(digits(currency))
    if minor != minor.to_integral_value():
        raise click.UsageError(
            f"{amount} has more decimals than the {digits(currency)} of {currency}."
        )
    return int(minor)
