"""Views for people, computed from the tables when they are asked."""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    integer,
    long,
    number,
    text,
    time,
    type_date,
)

_short = pa.int16()

CC = Table(
    "cc",
    "The pages under Common Crawl's column names, for SQL written for its index.",
    (
        text("url_surtkey", "The SURT of the URL."),
        text("url", "The URL."),
        text("url_host_name", "The host name, or an IP address."),
        text("url_host_tld", "The last part of the host name."),
        text("url_host_2nd_last_part", "The second last part of the host name."),
        text("url_host_3rd_last_part", "The third last part of the host name."),
        text("url_host_4th_last_part", "The fourth last part of the host name."),
        text("url_host_5th_last_part", "The fifth last part of the host name."),
        text("url_host_registry_suffix", "The public suffix, such as co.uk."),
        text("url_host_registered_domain", "The registrable domain of the host."),
        text("url_host_private_suffix", "As url_host_registry_suffix."),
        text("url_host_private_domain", "As url_host_registered_domain."),
        text("url_host_name_reversed", "The host name read backwards: com.example."),
        text("url_protocol", "http or https."),
        integer("url_port", "The port, where the URL names one."),
        text("url_path", "The path of the URL."),
        text("url_query", "What follows the question mark, where there is one."),
        time("fetch_time", "When the response arrived."),
        Column("fetch_status", _short, "The HTTP status."),
        text("fetch_redirect", "Where a redirect leads."),
        text("content_digest", "The digest of the body: BLAKE2b here, SHA-1 there."),
        text("content_mime_type", "The media type as the response declares it."),
        text("content_mime_detected", "text/html where it was read as such."),
        text("content_charset", "The character set, in upper case."),
        text("content_languages", "The language as ISO 639-3 code, where known."),
        text("content_truncated", "length where the body was cut; else empty."),
        text("warc_record_id", "Always empty: records are found by their place."),
        text("warc_filename", "The WARC file, relative to the home folder."),
        long("warc_record_offset", "Where the record starts in that file."),
        long("warc_record_length", "How many bytes the record takes there."),
        text("warc_segment", "The WARC file's own name."),
        text("crawl", "The campaign."),
        text("subset", "warc for status 200, else crawldiagnostics."),
    ),
    sort=("url_surtkey", "fetch_time"),
)
CCINDEX = Table(
    "ccindex",
    "The view cc under the name that Common Crawl's examples use.",
    CC.columns,
    sort=CC.sort,
)
HOSTS = Table(
    "hosts",
    "One host: what was fetched there, and how it wants to be treated.",
    (
        text("host", "The host name."),
        text("domain", "Its registrable domain, where a page of it is stored."),
        long("pages", "How many responses are stored."),
        long("urls", "How many distinct URLs those have."),
        long("fetches", "How many attempts there were."),
        long("errors", "How many of them gave no response, or a status from 400."),
        long("bytes", "How many bytes came over the wire."),
        time("first_fetched_at", "The first attempt."),
        time("last_fetched_at", "The newest attempt."),
        time("last_page_at", "The newest stored response."),
        number("delay_s", "The delay in force at the newest attempt, in seconds."),
        integer("robots_status", "The status of its newest robots.txt."),
        time("robots_at", "When that was fetched."),
        number("crawl_delay", "The delay that robots.txt asks for, in seconds."),
    ),
    sort=("host",),
)
FRESHNESS = Table(
    "freshness",
    "How old the newest fact is: one row a table, for crawled ones one a campaign.",
    (
        text("table_name", "The table."),
        text("campaign", "The campaign, for pages and fetches."),
        long("rows", "How many rows there are."),
        time("newest_at", "The time of its newest fact."),
        time("ingested_at", "When its newest row was written."),
        number("lag_s", "How many seconds the newest fact is old."),
    ),
    sort=("table_name", "campaign"),
)
CLICKS = Table(
    "clicks",
    "The clicks on links to other shops, each with whether it counts; see verdict.",
    (
        text("event_id", "The click, as its network was told of it."),
        time("ts", "When it happened."),
        text("session", "A pseudonym of the visitor, changed daily."),
        text("sku", "The item it is about."),
        text("offer_key", "The offer that was clicked on."),
        text("host", "The host of the shop that it led to."),
        text("agent", "The family of the browser, or what a robot calls itself."),
        text("page", "The path of the page that the link stood on."),
        text(
            "verdict",
            "counted; repeat: the same visitor, offer and day; robot: an agent that is"
            " no browser; hasty: too many offers in a second or minute; unled: many"
            " offers and no page; prefetch: nobody looked yet.",
        ),
    ),
    sort=("ts",),
)

_DAY = Column("day", type_date, "The day, in UTC.")
_CURRENCY = text("currency", "The currency of all amounts of the row.")
FUNNEL = Table(
    "funnel",
    "From looking to paying: one row a day. Robots are left out where they can be told.",
    (
        _DAY,
        long("views", "How often pages of products were looked at."),
        long("clicks", "Links to other shops clicked on: once a visitor and offer."),
        long("carts", "Products put into baskets: once a visitor and product."),
        long("checkouts", "Orders that were submitted."),
        long("orders", "Orders that were paid and accepted."),
        long("refunds", "Orders of which money went back."),
    ),
    sort=("day",),
)
SALES = Table(
    "sales",
    "What was sold and what came back: one row a day, product and currency.",
    (
        _DAY,
        text("sku", "The product; empty for shipping and what else an order holds."),
        _CURRENCY,
        long("orders", "Orders with it that were paid and accepted."),
        long("pieces", "Pieces sold."),
        long("gross_minor", "What was paid for them, with tax."),
        long("tax_minor", "How much of that is tax."),
        long("discount_minor", "What coupons took off; gross_minor is without it."),
        long("cost_minor", "What the pieces cost; empty if of none it is known."),
        long("returned", "Pieces whose money went back that day, less those undone."),
        long("refunded_minor", "What went back that day, with tax."),
    ),
    sort=("day", "sku", "currency"),
)
PROFIT = Table(
    "profit",
    "What is left of sales: one row a day and currency, all without tax.",
    (
        _DAY,
        _CURRENCY,
        long("orders", "Orders that were paid and accepted."),
        long("net_minor", "What was paid for them, with shipping."),
        long("refunded_minor", "What went back that day."),
        long("cost_minor", "What the pieces cost, where it is known."),
        long("fee_minor", "What taking payments costs, as is assumed."),
        long("commission_minor", "What programmes pay, less what they took back."),
        long("profit_minor", "Sales less refunds, cost and fees, and commissions."),
        long("uncosted_minor", "Sales of pieces whose cost is not known: all profit."),
    ),
    sort=("day", "currency"),
)
MARKETING = Table(
    "marketing",
    "What coupons cost and brought, and programmes paid: one row a day and channel.",
    (
        _DAY,
        text("channel", "The coupon, or the network that pays; empty for neither."),
        _CURRENCY,
        long("orders", "Orders that were paid and accepted."),
        long("net_minor", "What they brought less what went back, without tax."),
        long("spent_minor", "What the coupon took off."),
        long("commission_minor", "What the network pays, less what it took back."),
        long("profit_minor", "What is left, as in profit."),
        number("profit_of_spent", "Profit for each unit that was spent."),
    ),
    sort=("day", "channel", "currency"),
)

SHOWN = (CC, CCINDEX, HOSTS, FRESHNESS, CLICKS, FUNNEL, SALES, PROFIT, MARKETING)
