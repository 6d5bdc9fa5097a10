-- Asked second: which group each listing is of.
create temp table matches as
select entity_key as listing_key, group_key from enriched_matches
qualify row_number() over (
    partition by entity_key order by ingested_at desc, input_key) = 1
