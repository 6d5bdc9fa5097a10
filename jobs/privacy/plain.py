"""What of the tables tells of no person: whole tables, and columns by their name.

A column of text is either here or in its place in map.py, which a test looks after.
"""

# Tables that say nothing of anybody.
PLAIN_TABLES = frozenset(
    {
        *("lake.batches", "lake.releases", "lake.runs", "lake.bodies", "lake.models"),
        *("lake.forecasts", "lake.backtests", "lake.catalogue", "lake.fx_rates"),
        "lake.trends",
        *("ledger.vault", "ledger.skus", "ledger.sku_members", "ledger.schedules"),
        *("ledger.workers", "ledger.alerts", "ledger.price_versions"),
        *("ledger.shelf_states", "ledger.stock", "ledger.mails"),
        *("ledger.seller", "ledger.invoice_series"),
        "ledger.hook_deliveries",
        "ledger.exchange_rates",
        "ledger.commission_moves",
    }
)
# Names of columns that hold keys, kinds and words of a few: no person, in no table.
PLAIN = frozenset(
    {
        *("maker", "input_key", "url_key", "content_digest", "digest", "text_digest"),
        *("listing_key", "group_key", "entity_key", "other_key", "programme_key"),
        *("generated_key", "source_key", "source_keys", "offer_key", "sku", "gtin"),
        *("mpn", "snapshot", "run_id", "segment", "class_id", "step", "stage"),
        *("host", "domain", "dst_host", "sitemaps", "images", "url", "final_url"),
        *("parent_url", "source_url", "content_type", "charset", "renderer"),
        *("robots_state", "rights", "campaign", "etag", "last_modified", "timings"),
        *("rel", "kind", "network", "status", "language", "model", "currency"),
        *("category_path", "category", "part", "shipping", "availability"),
        *("condition", "commission_kind", "label", "source", "unit", "basis"),
        *("inputs", "path", "sentiment", "slot", "reason", "sketch", "chapter"),
        *("of_table", "of_column", "way", "form", "verdict", "experiment", "variant"),
        *("weekly", "expected_unit", "season", "outside_sources", "rule_ids", "scope"),
        *("lease_owner", "owner", "action", "prev_hash", "hash", "rule_id", "rounding"),
        *("country", "approval_id", "key", "position", "reads", "writes", "part_of"),
        *("order_id", "payment_id", "refund_id", "asked_digest", "state", "tax"),
        *("number", "series"),
        *("held_reason", "shipping_tax", "edition", "lines", "provider", "event_id"),
        *("field", "operator", "endpoint_id", "kinds", "paused_reason"),
        *("code", "places", "exchange"),
        *("conversion_id", "click_state"),
        *("failure", "outcome", "received_currency", "asked_edition", "files"),
    }
)
