"""What a network says of one conversion, and what of that no network can mean."""

import re
from datetime import datetime
from typing import Literal, get_args

import msgspec

from ledger.affiliate.errors import FactsRefused

# Each wins over those before it, so that messages may come in any order.
State = Literal["pending", "cleared", "paid", "reversed"]
RANKS: dict[str, int] = {state: rank for rank, state in enumerate(get_args(State))}
Source = Literal["postback", "report"]
# More for one sale is a mistake or an attack.
_MOST_MINOR = 10**12
_LONGEST = 200
_CURRENCY = re.compile("[A-Z]{3}")


class ConversionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion as a network tells it."""

    network: str
    reference: str
    state: State
    commission_minor: int
    currency: str
    sale_minor: int | None = None
    click_id: str | None = None
    programme: str = ""
    happened_at: datetime | None = None
    source: Source = "postback"


def refuse_nonsense(facts: ConversionFacts, now: datetime) -> None:
    """Refuse what cannot be, naming it."""
    if not facts.reference:
        raise FactsRefused("a conversion has no reference: the network's name for it")
    told = (facts.reference, facts.click_id or "", facts.programme)
    if max(len(one) for one in told) > _LONGEST:
        raise FactsRefused(f"a name is longer than {_LONGEST} letters")
    if not _CURRENCY.fullmatch(facts.currency):
        raise FactsRefused(f"{facts.currency!r} is no currency")
    _refuse_amounts(facts)
    if facts.happened_at is not None and (facts.happened_at - now).days >= 1:
        raise FactsRefused(f"{facts.reference} happens in the future")


def _refuse_amounts(facts: ConversionFacts) -> None:
    amounts = (facts.commission_minor, facts.sale_minor or 0)
    if not all(0 <= one <= _MOST_MINOR for one in amounts):
        raise FactsRefused(f"{facts.reference}: an amount is less than 0, or too much")
    if facts.sale_minor is not None and facts.commission_minor > facts.sale_minor:
        raise FactsRefused(
            f"{facts.reference}: a commission of {facts.commission_minor} is more than"
            f" the sale of {facts.sale_minor}"
        )
