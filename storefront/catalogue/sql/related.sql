-- What goes beside each group, the nearest first.
select entity_key as group_key,
    [struct_pack(group_key := one.group_key, why := one.why) for one in outputs] as beside
from enriched_related where outputs is not null
qualify row_number() over (
    partition by entity_key order by ingested_at desc, input_key) = 1
