"""What a postback or a line of a report says, as words: read into facts.

The names of the fields are ours; networks fill them in by the address that they are given,
and reports are told which column is which. Amounts are plain decimals with a point.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from ledger.affiliate.errors import FactsRefused
from ledger.affiliate.facts import ConversionFacts, Source, State
from ledger.currencies import digits

FIELDS = (
    *("reference", "status", "commission", "currency", "sale", "click"),
    *("programme", "at"),
)
NEEDED = ("reference", "status", "commission", "currency")
_WORDS: dict[State, str] = {
    "pending": "pending open new hold on_hold tracked unconfirmed",
    "cleared": "cleared approved confirmed accepted valid validated locked",
    "paid": "paid settled",
    "reversed": "reversed declined rejected cancelled canceled void invalid refused"
    " deleted chargeback",
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split()}
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,8})?")


def read(network: str, said: Mapping[str, str], source: Source) -> ConversionFacts:
    """Return the facts that `said` tells, or refuse it, naming the field."""
    told = {name: said.get(name, "").strip() for name in FIELDS}
    if missing := [name for name in NEEDED if not told[name]]:
        raise FactsRefused(f"{', '.join(missing)} is missing")
    if unprintable := [name for name, words in told.items() if not words.isprintable()]:
        raise FactsRefused(f"{unprintable[0]} is no line of text")
    currency = told["currency"].upper()
    return ConversionFacts(
        network=network,
        reference=told["reference"],
        state=_state(told["status"]),
        commission_minor=_minor("commission", told["commission"], currency),
        currency=currency,
        sale_minor=_minor("sale", told["sale"], currency) if told["sale"] else None,
        click_id=told["click"] or None,
        programme=told["programme"],
        happened_at=_time(told["at"]) if told["at"] else None,
        source=source,
    )


def _state(word: str) -> State:
    try:
        return _STATES[word.lower().replace(" ", "_")]
    except KeyError:
        raise FactsRefused(
            f"status {word[:40]!r} is none of {', '.join(sorted(_STATES))}"
        ) from None


def _minor(name: str, said: str, currency: str) -> int:
    if not _AMOUNT.fullmatch(said):
        raise FactsRefused(f"{name} {said[:40]!r} is no amount, such as 12.50")
    exact = Decimal(said).scaleb(digits(currency))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _time(said: str) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise FactsRefused(
            f"at {said[:40]!r} is no time, such as 2026-05-04T12:00:00Z"
        ) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
