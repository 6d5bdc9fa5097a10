-- The newest score of each group.
select entity_key as group_key, score,
    [reason.text for reason in coalesce(reasons, []) if reason.text is not null]
        as reasons
from scores where coalesce(kind, 'group') = 'group'
qualify row_number() over (
    partition by entity_key order by ingested_at desc, input_key) = 1
