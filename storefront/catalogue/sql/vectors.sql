-- The newest vector of each listing, of the one model that most of them are by.
with used as (
    select model, len(vector) as dims from enriched_embeddings
    where kind = 'listing' and len(vector) between 1 and 4096
    group by all order by count(*) desc, model, dims limit 1
)
select entity_key as listing_key, vector from enriched_embeddings
join used on enriched_embeddings.model = used.model and len(vector) = dims
where kind = 'listing'
qualify row_number() over (
    partition by entity_key order by ingested_at desc, input_key) = 1
