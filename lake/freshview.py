"""The view `freshness`: how old the newest fact of each table is, when it is asked."""

from lake.tables import TABLES

# What tells a fact's own time; without one it is the time at which it was written.
_TIMES = {
    "batches": "committed_at",
    "made": "made_at",
    "releases": "changed_at",
    "runs": "started_at",
    "pages": "fetched_at",
    "fetches": "fetched_at",
    "robots": "fetched_at",
    "offers": "seen_at",
    "shop_events": "ts",
    "opinions": "posted_at",
    "articles": "published_at",
    "fx_rates": "date::TIMESTAMPTZ",
}


def _rows_of(name: str) -> str:
    table = TABLES[name]
    told = _TIMES.get(name, "ingested_at")
    by_campaign = any(column.name == "campaign" for column in table.columns)
    campaign = "campaign" if by_campaign else "NULL::VARCHAR"
    group = "GROUP BY campaign" if by_campaign else ""
    return f"""
    SELECT '{name}' AS table_name, {campaign} AS campaign, count(*) AS rows,
           max({told}) AS newest_at, max(ingested_at) AS ingested_at
    FROM "{name}" {group}
    """  # noqa: S608 # the names are ours


FRESHNESS = f"""
CREATE VIEW freshness AS
SELECT *, epoch(now() - newest_at) AS lag_s
FROM ({" UNION ALL ".join(_rows_of(name) for name in TABLES)})
"""  # noqa: S608 # the names are ours
