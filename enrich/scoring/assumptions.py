"""What scores assume where no page says it: the owner's settings, and whose money it is."""

from hashlib import blake2b
from typing import Any

import msgspec

from enrich.equipment import Equipment
from enrich.scoring import weights
from enrich.settings import EnrichSettings, Range


class Assumptions(msgspec.Struct, frozen=True, kw_only=True):
    """All that is assumed; a range is low, likely, high."""

    currency: str = "EUR"
    shipping_percent: Range = EnrichSettings().shipping_percent
    duty_percent: float = 0.0
    duty_by_currency: dict[str, float] = {}
    payment_percent: float = EnrichSettings().payment_percent
    returns_percent: Range = EnrichSettings().returns_percent
    conversion_percent: Range = EnrichSettings().conversion_percent
    refund_percent: Range = EnrichSettings().refund_percent
    order_value: Range = EnrichSettings().order_value
    recurring_months: Range = EnrichSettings().recurring_months
    good_earnings: float = EnrichSettings().good_earnings

    @property
    def digest(self) -> str:
        """What they are by: the weights of this code, and the owner's settings."""
        whole = msgspec.json.encode((self, weights.WEIGHTS, weights.PROGRAMME_WEIGHTS))
        return f"assumed {blake2b(whole, digest_size=8).hexdigest()}"


def assumptions(tools: Equipment) -> Assumptions:
    """Return what `tools` says of them, each range in order."""
    given = msgspec.structs.asdict(tools.settings)
    names = [field.name for field in msgspec.structs.fields(Assumptions)]
    ordered: dict[str, Any] = {
        name: tuple(sorted(given[name]))
        if isinstance(given[name], tuple)
        else given[name]
        for name in names
        if name in given
    }
    return Assumptions(currency=tools.currency, **ordered)


def edges(of: Range) -> tuple[float, float, float]:
    """Return value, low and high of a range, as numbers are told elsewhere."""
    low, likely, high = of
    return likely, low, high
