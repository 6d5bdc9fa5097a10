-- Part of a query: the newest edition of each generated product that may be sold, or waits
-- for its approval: it passed the gate, and nobody refused or withdrew it. Videos are none.
standing as (
    select generated_key, kind, title, path, digest, source_keys, quality, as_of from (
        select * from generated where digest is not null and kind <> 'video'
        qualify row_number() over (
            partition by generated_key, digest order by ingested_at desc, input_key) = 1
    ) g
    where status in ('checked', 'approved', 'offered') and title is not null
        and not exists (from generated w where w.generated_key = g.generated_key
            and w.status = 'withdrawn' and w.ingested_at > g.ingested_at)
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
)
