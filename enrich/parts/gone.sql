-- Part of a query: when each generated product was withdrawn as a whole.
gone as (
    select generated_key, max(ingested_at) as gone_at from generated
    where digest is null and status = 'withdrawn' group by generated_key
)
