-- The tables of research as they are today: what was made with the newest row of each category.
with today as (
    select * from market_categories
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
select * from :rows where entity_key = $category or cast($category as varchar) is null
