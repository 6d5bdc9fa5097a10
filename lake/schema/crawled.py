"""What the crawler saw: responses, where their bodies lie, attempts, links, robots."""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    integer,
    long,
    needed,
    number,
    text,
    texts,
    time,
    truth,
    type_number,
    type_text,
    type_truth,
)

RIGHTS = pa.struct(
    [
        ("noindex", type_truth),
        ("noarchive", type_truth),
        ("nofollow", type_truth),
        ("tdm_reserved", type_truth),
        ("licence", type_text),
    ]
)
TIMINGS = pa.struct(
    [
        ("dns_ms", type_number),
        ("connect_ms", type_number),
        ("first_byte_ms", type_number),
        ("total_ms", type_number),
    ]
)

PAGES = Table(
    "pages",
    "One stored response.",
    (
        needed(text("url_key", "The SURT of the canonical URL.")),
        needed(text("url", "The URL as it was asked for, in canonical form.")),
        text("final_url", "The URL that answered, after redirects."),
        needed(text("host", "The host name of the URL.")),
        text("domain", "The registrable domain of the host."),
        needed(time("fetched_at", "When the response arrived.")),
        needed(integer("status", "The HTTP status.")),
        text("content_type", "The media type as the response declares it."),
        text("charset", "The character set the body was read with."),
        text("content_digest", "The digest of the body; see bodies and contents."),
        long("body_len", "How many bytes the body has."),
        integer("depth", "How many links it lies from a seed."),
        text("parent_url", "The page on which its link was first seen."),
        text("renderer", "What fetched it: http or chromium."),
        text("robots_state", "What robots.txt said of it, and how fresh that was."),
        Column("rights", RIGHTS, "What its robots meta, TDM headers and licence say."),
        text("campaign", "The campaign that asked for it."),
        truth("truncated", "True where the body is not whole; its record says why."),
        text("etag", "The response's ETag, to ask whether the body has changed."),
        text("last_modified", "The response's Last-Modified, to ask the same."),
    ),
    sort=("url_key", "fetched_at"),
    blooms=("url_key", "url", "content_digest"),
)
BODIES = Table(
    "bodies",
    "Where one distinct body lies.",
    (
        needed(text("content_digest", "The digest of the body.")),
        needed(text("warc_file", "The WARC file, by its name under warc/.")),
        needed(long("warc_offset", "Where the response record starts in that file.")),
        needed(long("warc_length", "How many bytes the compressed record takes.")),
    ),
    sort=("content_digest",),
    blooms=("content_digest",),
)
FETCHES = Table(
    "fetches",
    "One attempt to fetch, also one that failed.",
    (
        needed(text("url", "The URL that was asked for.")),
        needed(text("host", "The host name of the URL.")),
        needed(time("fetched_at", "When the attempt ended.")),
        integer("attempt", "The number of the attempt, from 1."),
        integer("status", "The HTTP status, when one came."),
        text("error", "What went wrong, when no response came."),
        Column("timings", TIMINGS, "How long each part took, in milliseconds."),
        long("bytes", "How many bytes came over the wire."),
        number("retry_after", "How many seconds the host asked to be left alone."),
        number("delay_s", "The host's delay in force at the time, in seconds."),
        text("campaign", "The campaign that asked for it."),
    ),
    partition="fetched_at",
    sort=("host", "fetched_at"),
)
LINKS = Table(
    "links",
    "One link, written once for each new body it was seen in.",
    (
        needed(text("src_url", "The page with the link.")),
        needed(text("dst_url", "Where it leads, in canonical form.")),
        text("dst_host", "The host it leads to."),
        text("anchor", "The text of the link."),
        text("rel", "Its rel attribute: nofollow, sponsored, ugc and others."),
        integer("position", "Its place among the links of the page, from 0."),
        text(
            "kind",
            "What it leads to: product, list, next, page, affiliate, signup or other.",
        ),
        truth("is_affiliate", "True where it pays the page for the click."),
        text("network", "The affiliate network that would pay."),
    ),
    partition="ingested_at",
    sort=("src_url", "position"),
)
ROBOTS = Table(
    "robots",
    "One robots.txt as it was seen.",
    (
        needed(text("host", "The host it rules.")),
        needed(time("fetched_at", "When it was fetched.")),
        integer("status", "The HTTP status; empty when the host did not answer."),
        text("digest", "The digest of its text."),
        number("crawl_delay", "The delay it asks for, in seconds."),
        texts("sitemaps", "The sitemaps it names."),
    ),
    sort=("host", "fetched_at"),
)

CRAWLED = (PAGES, BODIES, FETCHES, LINKS, ROBOTS)
