-- Whether some entity's newest row was made by another model; see queries.py. Most times
-- no row was, and nothing is grouped.
with others as (
    select distinct entity_key from :table
    where maker = ':maker' and maker_version = :version and model <> ':model'
)
select coalesce(bool_or(model <> ':model'), false) from (
    select arg_max(coalesce(model, ''), ingested_at) as model
    from :table semi join others using (entity_key)
    where maker = ':maker' and maker_version = :version group by entity_key
)
