-- Part of a query: what is labelled, by its newest label; one that was taken back is none.
labelled as (
    select step, least(entity_key, coalesce(other_key, entity_key)) as key,
        greatest(entity_key, other_key) as other
    from labels qualify row_number() over (
        partition by step, least(entity_key, coalesce(other_key, entity_key)),
            greatest(entity_key, other_key)
        order by said_at desc, ingested_at desc, coalesce(label, '') desc) = 1 and label is not null
)
