"""What was judged, published and done in the shop."""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    long,
    needed,
    number,
    text,
    time,
    type_date,
    type_long,
    type_number,
    type_text,
)

# Why a score is what it is: what was looked at, what it was, what it added, in words.
REASONS = pa.list_(
    pa.struct(
        [
            ("name", type_text),
            ("value", type_number),
            ("points", type_number),
            ("text", type_text),
        ]
    )
)

# What went into a score: each number, between what it lies, and where it was found.
INPUTS = pa.list_(
    pa.struct(
        [
            ("name", type_text),
            ("value", type_number),
            ("low", type_number),
            ("high", type_number),
            ("unit", type_text),
            ("source", type_text),
        ]
    )
)


def _signed(name: str, comment: str) -> Column:
    """Return a column of money that may go below nothing."""
    return Column(name, type_long, comment, True, True)


SCORES = Table(
    "scores",
    "One score of one group or programme at one time.",
    (
        needed(text("entity_key", "The group or programme.")),
        text("kind", "group or programme; empty in rows from before there were both."),
        text("url", "The page of the programme; empty for a group."),
        text("host", "The host whose prices a programme's orders were told from."),
        text("model", "The weights and assumptions that decided, by their digest."),
        needed(number("score", "How well it would sell, from 0 to 100.")),
        number(
            "low", "Below this score it is in one of ten cases; see docs/scores.md."
        ),
        number("high", "Above this score it is in one of ten cases."),
        Column(
            "margin_minor",
            type_long,
            "Of a group what one sale would leave, or cost; of a programme what a hundred"
            " clicks would earn. Empty where it cannot be told.",
            True,
            True,
        ),
        text("currency", "The currency of margin_minor."),
        number("demand", "How much it is wanted, from 0 to 1."),
        number("competition", "How many others sell it, from 0 to 1."),
        number("risk", "How likely it goes wrong, from 0 to 1."),
        Column("reasons", REASONS, "What made the score what it is, strongest first."),
        Column("inputs", INPUTS, "Every number that went in, and where it is from."),
    ),
    sort=("entity_key",),
    derived=True,
)
CATALOGUE = Table(
    "catalogue",
    "One item as the shop published it.",
    (
        needed(text("sku", "The item's number in the shop.")),
        needed(text("snapshot", "The snapshot it was published in.")),
        text("group_key", "The group it sells."),
        text("title", "Its title in the shop."),
        long("price_minor", "Its price in minor units of the shop's currency."),
        text("status", "listed, hidden or withdrawn."),
        number("score", "Its score at that time."),
    ),
    sort=("sku",),
)
FX_RATES = Table(
    "fx_rates",
    "One rate of one day.",
    (
        needed(Column("date", type_date, "The day.")),
        needed(text("base", "The currency one unit of which is exchanged.")),
        needed(text("quote", "The currency that is given for it.")),
        needed(number("rate", "How many units of quote one unit of base gives.")),
        text("source", "Who states the rate."),
    ),
    sort=("date", "base", "quote"),
)
SHOP_EVENTS = Table(
    "shop_events",
    "One pseudonymous view, cart, order or click; money of an order is one row a line.",
    (
        needed(
            text("event_id", "The event; of a click also what its network is told.")
        ),
        needed(time("ts", "When it happened.")),
        text("session", "A pseudonym of the visitor, changed daily."),
        needed(
            text(
                "kind",
                "view, views, cart, checkout, order, refund, commission, click, consent or"
                " forget.",
            )
        ),
        text("sku", "The item it is about."),
        _signed(
            "amount_minor",
            "The money it is about, with tax; less than 0 where a refund was undone.",
        ),
        text("experiment", "The experiment the visitor was part of."),
        text("variant", "The variant the visitor saw, or what was agreed to."),
        text("visitor", "The pseudonym of a visitor who agreed to be remembered."),
        text("offer_key", "The offer that was clicked on."),
        text("host", "The host of the shop that a click led to."),
        text("agent", "The family of the browser, or what a robot calls itself."),
        text("page", "The path of the page of the shop that it happened on."),
        long("times", "How often it happened, where only that is counted."),
        text("segment", "The shop's file that it came from."),
        long("place", "Where it ends in that file; what is before it is here too."),
        text("order_key", "The pseudonym of an order; only the ledger knows whose."),
        long("quantity", "How many pieces it is about."),
        text("currency", "The currency of its amounts."),
        _signed("tax_minor", "How much of amount_minor is tax."),
        _signed("cost_minor", "What the pieces cost the shop; empty if not known."),
        _signed("fee_minor", "What taking the payment costs, as is assumed."),
        _signed(
            "discount_minor", "What a coupon took off; amount_minor is without it."
        ),
        text("channel", "The coupon that it came with, or the network that pays."),
    ),
    partition="ts",
    sort=("ts",),
)

JUDGED = (SCORES, CATALOGUE, FX_RATES, SHOP_EVENTS)
