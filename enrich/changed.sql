-- One row an entity whose input, model or step changed since its newest row; see queries.py.
with given as (
:source
), source as (
    select * replace (md5(concat_ws('|', entity_key, state)) as state) from given
), last as (
    select entity_key, input_key, maker_version, model, ingested_at from :table
    where maker = ':maker'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
select s.* exclude (state),
    s.state || '-' || coalesce(cast(epoch_us(last.ingested_at) as varchar), '')
        as input_key
from source s left join last on last.entity_key = s.entity_key
where last.input_key is null or last.maker_version <> :version
    or (':model' <> '' and last.model is distinct from ':model') or not starts_with(last.input_key, s.state)
