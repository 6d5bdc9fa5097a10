"""What is expected: how much will be wanted, how good that was told before, what to ask."""

import pyarrow as pa

from lake.columns import (
    Column,
    about,
    integer,
    long,
    number,
    text,
    type_date,
    type_number,
    type_text,
)

GIVEN = pa.list_(
    pa.struct([("name", type_text), ("value", type_number), ("source", type_text)])
)

_GROUP = text("entity_key", "The group.")

FORECASTS = about(
    _GROUP,
    "forecasts",
    "How much of one thing is expected in one week; the newest rows of a thing count.",
    text("unit", "What is counted: orders, or opinions where nothing was sold."),
    Column("week", type_date, "The Monday the week begins with."),
    integer("ahead", "How many weeks after the last one that was counted."),
    number("expected", "How many are expected."),
    number("low", "One time in ten it is less."),
    number("high", "One time in ten it is more."),
    text("model", "blend: every way, as it did in backtests; global: one forest."),
    sort=("week",),
)
BACKTESTS = about(
    _GROUP,
    "backtests",
    "How well one way would have told the last weeks of one thing from those before.",
    text("unit", "What is counted."),
    text("model", "The way."),
    integer("cuts", "From how many past weeks it had to look ahead."),
    integer("ahead", "How many weeks it had to look ahead each time."),
    number("mase", "Its mean error; 1: as bad as saying this week is as the last."),
    number("wape", "The sum of its errors as a share of all that came."),
    number("share", "How much of the forecast is told this way, from 0 to 1."),
)
PRICE_SUGGESTIONS = about(
    _GROUP,
    "price_suggestions",
    "What one group could be sold for; the ledger's price rules decide.",
    long("price_minor", "The suggested price."),
    long("low_minor", "Below it a sale would leave too little."),
    long("high_minor", "Above it others are clearly cheaper."),
    text("currency", "The currency as ISO 4217 code."),
    text("basis", "What it rests on: elasticity, market or cost."),
    text("model", "The rules that decided."),
    number("elasticity", "By what share sales fall where the price rises by 1 %."),
    number("elasticity_low", "The lower end of what the data allow (80 %)."),
    number("elasticity_high", "The upper end."),
    Column("inputs", GIVEN, "Every number that went in, and where it comes from."),
    text("why", "The reasons in words."),
    number("confidence", "How sure it is, from 0 to 1."),
)

FORESEEN = (FORECASTS, BACKTESTS, PRICE_SUGGESTIONS)
