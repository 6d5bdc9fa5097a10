-- Whether some entity's newest row was made by another model; see queries.py.
select coalesce(bool_or(model <> ':model'), false) from (
    select arg_max(coalesce(model, ''), ingested_at) as model from :table
    where maker = ':maker' and maker_version = :version group by entity_key
)
