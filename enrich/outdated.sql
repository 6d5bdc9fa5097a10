-- Whether some entity's newest row was made by another model, and this one has not tried to
-- make it anew yet; see queries.py. Most times no row was, and nothing is grouped.
with others as (
    select distinct entity_key from :table
    where maker = ':maker' and model <> ':model'
), last as (
    select entity_key, arg_max(coalesce(model, ''), ingested_at) as model,
        max(ingested_at) as ingested_at
    from :table semi join others using (entity_key)
    where maker = ':maker' group by entity_key
)
-- Where it gave no row, it would give none again.
select count(*) > 0 from last where model not in ('', ':model') and :tried not in (
    select right(input_key, 16) from made
    where maker = ':maker' and maker_version = :version and "rows" = 0)
