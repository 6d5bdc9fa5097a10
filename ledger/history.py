"""How one price came to be: the rule behind each part, and all prices before it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ledger.errors import SkuUnknown
from ledger.lowest import histories, lowest
from ledger.pricetables import price_versions
from ledger.pricing import Terms, floor_of
from ledger.skus import resolve
from ledger.states import State, state
from ledger.terms import plan


@dataclass(frozen=True, slots=True)
class Version:
    """One price and why it was that."""

    version: int
    price_minor: int | None
    currency: str | None
    cost_minor: int | None
    rule_ids: str
    valid_from: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one price; `low_minor` is that of 30 days of sale."""

    state: State
    terms: Terms | None
    floor_minor: int | None
    low_minor: int | None
    versions: tuple[Version, ...]


def story(connection: Connection, sku: str, markup_bp: int, now: datetime) -> Story:
    """Tell of the price of `sku`, or of the one that answers for it."""
    heir = resolve(connection, sku)
    held = state(connection, heir) if heir else None
    if held is None:
        raise SkuUnknown(
            f"there is no price of {sku!r}; a sku looks like HV-7K2M9QX, stands in the"
            " address of its page and gets its price by harvestman publish"
        )
    terms = None
    if held.currency:
        rules = plan(connection, markup_bp)
        terms = rules.terms(held.sku, held.category, held.currency)
    spells = dict(histories(connection, [held.sku])).get(held.sku, [])
    return Story(
        state=held,
        terms=terms,
        floor_minor=floor_of(held.cost_minor, terms)
        if terms and held.cost_minor is not None
        else None,
        low_minor=lowest(spells, held.currency, max(now, held.since)),
        versions=tuple(_versions(connection, held.sku)),
    )


def _versions(connection: Connection, sku: str) -> list[Version]:
    columns = [price_versions.c[name] for name in Version.__slots__]
    of = select(*columns).where(price_versions.c.sku == sku)
    found = connection.execute(of.order_by(price_versions.c.version))
    return [Version(*row) for row in found]
