-- One row an entity whose input, model or step changed since its newest row; see queries.py.
with given as (
:source
), source as (
    select * replace (md5(concat_ws('|', entity_key, state)) as state) from given
), last as (
    select * from :table where maker = ':maker'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
select coalesce(s.entity_key, last.entity_key) as entity_key,
    s.* exclude (entity_key, state):before,
    concat(coalesce(s.state, md5(concat_ws('|', last.entity_key, 'gone'))), '-',
        epoch_us(last.ingested_at),
        -- What another model gives nothing of is told from what that one never saw.
        case when ':model' not in ('', last.model) then '-' || :tried end) as input_key
from source s :all join last on last.entity_key = s.entity_key
where case when s.entity_key is null then last.model is not null
    else last.input_key is null or last.maker_version <> :version
        or (':model' <> '' and last.model is distinct from ':model')
        or not starts_with(last.input_key, s.state) end
