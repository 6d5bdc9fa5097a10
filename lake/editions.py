"""Which editions of generated products still count: a part of the questions about them.

An edition counts as made when its draft came last: facts may go back to what they were.
A withdrawal without a digest is of all that was made before it, one with a digest of
that edition and those before it: what came after `gone_at` may be sold again.
"""

EDITIONS = """newest AS (
    SELECT generated_key, digest, kind, title, path, quality, as_of, status, reason,
        coalesce(faults, []) AS faults, ingested_at AS state_at
    FROM generated WHERE digest IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY generated_key, digest ORDER BY ingested_at DESC, input_key, status
    ) = 1
),
history AS (
    SELECT generated_key, digest, min(ingested_at) AS made_at,
        coalesce(
            max(ingested_at) FILTER (status = 'draft' AND len(coalesce(faults, [])) = 0),
            min(ingested_at)) AS last_made_at,
        bool_or(status IN ('checked', 'approved', 'offered', 'refreshed')) AS was_checked
    FROM generated WHERE digest IS NOT NULL GROUP BY ALL
),
withdrawals AS (
    SELECT g.generated_key, coalesce(
        max(d.ingested_at) FILTER (d.status = 'draft' AND len(coalesce(d.faults, [])) = 0),
        min(d.ingested_at), g.ingested_at) AS of_what
    FROM generated g
    LEFT JOIN generated d ON d.generated_key = g.generated_key AND d.digest = g.digest
        AND d.ingested_at < g.ingested_at
    WHERE g.status = 'withdrawn' GROUP BY g.generated_key, g.digest, g.ingested_at
),
gone AS (
    SELECT generated_key, max(of_what) AS gone_at FROM withdrawals GROUP BY ALL
)"""
"""Goes behind WITH."""
