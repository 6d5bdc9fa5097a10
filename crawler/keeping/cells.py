"""The columns that a crawl fills of each table, in the order of its rows' cells."""

PAGE = (
    "url_key",
    "url",
    "final_url",
    "host",
    "domain",
    "fetched_at",
    "status",
    "content_type",
    "charset",
    "content_digest",
    "body_len",
    "depth",
    "parent_url",
    "renderer",
    "robots_state",
    "rights",
    "truncated",
    "etag",
    "last_modified",
)
BODY = ("content_digest", "warc_file", "warc_offset", "warc_length")
FETCH = (
    "url",
    "host",
    "fetched_at",
    "attempt",
    "status",
    "error",
    "timings",
    "bytes",
    "retry_after",
    "delay_s",
)
ROBOTS = ("host", "fetched_at", "status", "digest", "crawl_delay", "sitemaps")
