"""What markets are like: a category in numbers, who sells there, what may be worth doing.

All rows of one category that were made together have one input_key: the newest row of
`market_categories` says which rows of the other tables are of today. Their texts are of
pages that do not reserve their rights; their numbers are of all. So numbers are kept as
they were, and titles as they are today.
"""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    about,
    integer,
    long,
    needed,
    number,
    text,
    texts,
    truth,
    type_date,
    type_integer,
    type_number,
    type_text,
)

PARTS = pa.list_(
    pa.struct([("name", type_text), ("value", type_number), ("points", type_number)])
)

_CATEGORY = text("entity_key", "The category: its two widest levels, > between.")
_MODEL = text("model", "The rules that decided.")
_TITLE = text("title", "Its name; empty where only pages tell it that reserve rights.")

MARKET_CATEGORIES = about(
    _CATEGORY,
    "market_categories",
    "One category in numbers; the newest row counts, and 0 groups: it is no more.",
    _MODEL,
    Column("as_of", type_date, "The day of the newest look at one of its offers."),
    integer("groups", "How many products: groups of listings, each counted once."),
    integer("listings", "How many listings those have."),
    integer("sellers", "How many sellers."),
    integer("hosts", "How many shops, by their hosts."),
    text("currency", "The currency of most of its offers."),
    integer("left_out", "How many offers are in another one: no price counts them."),
    long("price_low_minor", "A tenth of the products costs less; each by its middle."),
    long("price_mid_minor", "Half of the products costs less."),
    long("price_high_minor", "A tenth of the products costs more."),
    number("sold_out", "The share of listings that are sold out, of those that say."),
    number("reduced", "The share of listings that name a former, higher price."),
    number("reduction", "By what share those are reduced, in the middle."),
    integer("opinions", "Opinions of the 13 weeks before this one."),
    integer("opinions_before", "Opinions of the 13 weeks before those."),
    Column(
        "weekly",
        pa.list_(type_integer),
        "The opinions of each of those 26 weeks, oldest first.",
    ),
    number("trend", "The first by the second; empty: under 10 opinions."),
    number("trend_low", "In one of ten cases it is below; by Poisson counts."),
    number("trend_high", "In one of ten cases it is above."),
    number("sentiment", "The mean judgement of its opinions, from -1 to 1."),
    integer("sentiments", "How many opinions that is the mean of."),
    number("expected", "What is expected a week: the sum of its forecasts."),
    text("expected_unit", "What is expected: orders or opinions."),
    integer("expected_groups", "How many products have a forecast in that unit."),
    Column(
        "season",
        pa.list_(type_number),
        "The share of each month from January on; empty: under two years or 24"
        " opinions.",
    ),
    number("outside", "Outside trend: the last 13 weeks by the 13 before."),
    texts("outside_sources", "Where that is from: source, topic, region, licence."),
    number(
        "concentration",
        "What share the three largest shops have, counting each product in each shop.",
    ),
)
MARKET_SELLERS = about(
    _CATEGORY,
    "market_sellers",
    "One shop in one category, and how its prices lie to those of others.",
    _MODEL,
    needed(text("host", "The shop.")),
    truth("reserved", "True where all its pages here reserve their rights."),
    integer("groups", "How many products it sells here."),
    integer("shared", "How many of them others sell as well, with a price of each."),
    number("ratio", "Its price by the median of the others', the geometric mean."),
    number("ratio_low", "In one of ten cases it is below; empty: under 3 shared."),
    number("ratio_high", "In one of ten cases it is above."),
    number("cheapest", "The share of the shared ones where nobody asks less."),
    number("in_stock", "The share of its listings that are to be had."),
    integer("changes", "How often it changed a price in the last 13 weeks."),
    number("changes_each", "The same for each of its listings."),
    sort=("host",),
)
MARKET_SENSITIVITY = about(
    _CATEGORY,
    "market_sensitivity",
    "How opinions go with prices in a category: what goes together, not what causes what.",
    _MODEL,
    text("basis", "products: dear ones beside cheap ones; changes: before and after."),
    number("slope", "By how many percent opinions differ where prices do by 1."),
    number("slope_low", "In one of ten cases it is below; by ranks."),
    number("slope_high", "In one of ten cases it is above."),
    integer("points", "How many products or changes there are."),
    integer("opinions", "How many opinions those have."),
    text("why", "What it says, or what is missing to say it."),
)
MARKET_BESTSELLERS = about(
    _CATEGORY,
    "market_bestsellers",
    "The products that seem to sell best in a category, at most 20.",
    _MODEL,
    needed(text("group_key", "The product.")),
    _TITLE,
    integer("place", "Its place, from 1."),
    number("strength", "From 0 to 100: the sum of the points of its parts."),
    Column("parts", PARTS, "What was looked at, what it was, what it gave."),
    text("why", "The same in a sentence."),
    sort=("place",),
    newest="market_categories",
)
MARKET_OPPORTUNITIES = about(
    _CATEGORY,
    "market_opportunities",
    "What may be worth doing in a category, strongest first.",
    _MODEL,
    text("kind", "few sellers, price gap, sold out, or growing."),
    text("group_key", "The product; empty: the whole category."),
    _TITLE,
    text("currency", "The currency of the amounts in `parts`."),
    number("strength", "From 0 to 100: the sum of the points of its parts."),
    Column("parts", PARTS, "What was looked at, what it was, what it gave."),
    text("why", "The same in a sentence."),
    sort=("kind",),
    newest="market_categories",
)
TRENDS = Table(
    "trends",
    "One value of one topic on one day, as an outside source states it; the newest row"
    " of a source, topic, region and day counts.",
    (
        needed(text("source", "Who states it.")),
        needed(text("topic", "What it is about, such as a category's name.")),
        text("region", "Where; empty: everywhere."),
        needed(Column("day", type_date, "The day, or the first one of its period.")),
        needed(number("value", "The value; only its own course counts.")),
        text("unit", "What is counted."),
        text("licence", "Under what terms it may be used."),
    ),
    sort=("topic", "day"),
)

RESEARCHED = (
    MARKET_CATEGORIES,
    MARKET_SELLERS,
    MARKET_SENSITIVITY,
    MARKET_BESTSELLERS,
    MARKET_OPPORTUNITIES,
    TRENDS,
)
