-- One row an approved edition: the shop has it now; see life.py.
with states as (
    select * from generated where digest is not null
    qualify row_number() over (
        partition by generated_key, digest order by ingested_at desc, input_key) = 1
)
select generated_key, digest, kind, title, path, source_keys, rights, quality, as_of, faults,
    'offered' as status, 'The shop has it.' as reason,
    md5(concat_ws('|', generated_key, digest, 'offered', input_key)) as input_key
from states where status = 'approved' and ends_with(path, '.pdf')
