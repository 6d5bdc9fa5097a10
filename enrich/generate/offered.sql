-- One row an approved edition: the shop has it now; see life.py.
with :states
select generated_key, digest, kind, title, path, source_keys, rights, quality, as_of, faults,
    'offered' as status, 'The shop has it.' as reason,
    md5(concat_ws('|', generated_key, digest, 'offered', input_key)) as input_key
from states where status = 'approved'
    and (ends_with(path, '.pdf') or ends_with(path, '.mp4'))
