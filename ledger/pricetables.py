"""The tables of prices, with a comment per column; migration 0003 builds them.

Apart from the other tables only because a file is about one noun: the same rules hold.
"""

from datetime import datetime

from sqlalchemy import Column, Index, Named, Table, Text, TypedColumns

from ledger.columns import Id, UtcTime
from ledger.tables import METADATA


class PriceRuleColumns(TypedColumns):
    """One rule; of one scope and key at most one is in force."""

    rule_id: Named[int] = Column(
        Id, primary_key=True, comment="In the order of setting"
    )
    scope: Named[str] = Column(comment="all, category, product or kind")
    key: Named[str] = Column(
        comment="Which category, sku or kind of work; empty for all"
    )
    markup_bp: Named[int | None] = Column(
        comment="Added to the cost, in hundredths of a percent"
    )
    fixed_minor: Named[int | None] = Column(Id, comment="The price itself")
    least_margin_bp: Named[int | None] = Column(
        comment="The least gain on the cost, in hundredths of a percent"
    )
    least_margin_minor: Named[int | None] = Column(
        Id, comment="The least gain on one piece"
    )
    currency: Named[str | None] = Column(
        comment="Of fixed_minor and least_margin_minor; they hold in no other"
    )
    rounding: Named[str | None] = Column(
        comment="none, whole, .99, .95, .90 or 5: where prices end"
    )
    valid_from: Named[datetime] = Column(UtcTime, comment="When it was set")
    ended_at: Named[datetime | None] = Column(
        UtcTime, comment="When it was ended, or followed by another"
    )
    actor: Named[str] = Column(comment="Who set it")
    note: Named[str] = Column(comment="Why, in words; may be forgotten")


price_rules = Table(
    "price_rules",
    METADATA,
    PriceRuleColumns,
    comment="How prices are made; triggers refuse every change but ending and forgetting",
    sqlite_autoincrement=True,
)
_in_force = price_rules.c.ended_at.is_(None)
Index(
    "price_rules_in_force",
    price_rules.c.scope,
    price_rules.c.key,
    unique=True,
    sqlite_where=_in_force,
    postgresql_where=_in_force,
)


class PriceVersionColumns(TypedColumns):
    """One price of one sku, in force until the sku's next version."""

    version: Named[int] = Column(
        Id, primary_key=True, autoincrement=False, comment="1, 2, 3 in order of time"
    )
    sku: Named[str] = Column(comment="What it is the price of")
    price_minor: Named[int | None] = Column(
        Id, comment="The price; none while it is not sold"
    )
    currency: Named[str | None] = Column(comment="Of price and cost")
    cost_minor: Named[int | None] = Column(Id, comment="What it cost us then")
    rule_ids: Named[str] = Column(
        Text, comment="The rules that made it, by comma; empty for the settings alone"
    )
    valid_from: Named[datetime] = Column(
        UtcTime, comment="From when on; never before that of an older version"
    )
    reason: Named[str] = Column(comment="publish, rule or person")


price_versions = Table(
    "price_versions",
    METADATA,
    PriceVersionColumns,
    comment="Every price that was ever in force; triggers refuse every change",
)
Index("price_versions_sku", price_versions.c.sku, price_versions.c.version)


class ShelfStateColumns(TypedColumns):
    """What holds for one sku now, and what its price is made from."""

    sku: Named[str] = Column(primary_key=True, comment="As customers see it")
    mark: Named[int] = Column(
        Id, comment="Grows with every change of price, former price or availability"
    )
    version: Named[int] = Column(Id, comment="The price version in force")
    since: Named[datetime] = Column(UtcTime, comment="From when on it is in force")
    price_minor: Named[int | None] = Column(
        Id, comment="The price; none while it is not sold"
    )
    currency: Named[str | None] = Column(comment="Of all amounts of the row")
    was_minor: Named[int | None] = Column(
        Id, comment="The lowest price of the 30 days before a reduction"
    )
    availability: Named[str | None] = Column(comment="In our words, as in_stock")
    checked_at: Named[datetime | None] = Column(
        UtcTime, comment="When a source last confirmed it"
    )
    cost_minor: Named[int | None] = Column(Id, comment="What it costs us")
    category: Named[str] = Column(comment="The key of its category; may be empty")


shelf_states = Table(
    "shelf_states",
    METADATA,
    ShelfStateColumns,
    comment="Price and availability in force, one row a sku",
)
Index("shelf_states_mark", shelf_states.c.mark, unique=True)


class ProfileColumns(TypedColumns):
    """Who the merchant is; one row."""

    id: Named[int] = Column(
        primary_key=True, autoincrement=False, comment="1: there is one profile"
    )
    name: Named[str] = Column(comment="The shop's name")
    currency: Named[str] = Column(comment="The currency that prices are shown in")
    country: Named[str] = Column(comment="Where the merchant sits, as two letters")
    set_at: Named[datetime] = Column(UtcTime, comment="When it was last set")
    actor: Named[str] = Column(comment="Who set it")


profile = Table(
    "profile", METADATA, ProfileColumns, comment="What the merchant said of the shop"
)
