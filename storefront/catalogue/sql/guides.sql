-- The newest edition of each generated product, if it is offered.
with newest as (
    select * from generated
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
)
select generated_key, kind, title, path, quality, ingested_at as made_at
from newest
where status = 'offered' and title is not null and ends_with(path, '.pdf')
order by generated_key
