-- The newest score of each group. What a sale would leave is the merchant's own affair:
-- neither its words nor a figure that it could be reckoned from leave the lake.
select entity_key as group_key, score,
    [reason.text for reason in coalesce(reasons, [])
        if reason.text is not null and reason.name is distinct from 'margin'] as reasons,
    [concat(reason.name, if(reason.value > 0.5, '+', '-'))
        for reason in coalesce(reasons, [])
        if reason.value is not null and reason.name is distinct from 'margin'] as why
from scores where coalesce(kind, 'group') = 'group'
qualify row_number() over (
    partition by entity_key order by ingested_at desc, input_key) = 1
