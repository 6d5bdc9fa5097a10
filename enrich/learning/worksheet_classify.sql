-- Listings by how unsure their class is.
with :labelled
, last as (
    select * from enriched_classes qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), facts as (
    select * from products qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
)
select f.listing_key as key, '' as label, f.title, f.brand,
    array_to_string(f.category_path, ' > ') as category,
    last.class_id as guess, last.path as guessed, round(last.confidence, 3) as sure,
    array_to_string(list_transform(
        last.outputs[:5], lambda c: c.class_id || ' ' || c.path), chr(10)) as could_be,
    f.source_url as url
from facts f left join last on last.entity_key = f.listing_key
where f.title is not null and f.listing_key not in (
    select key from labelled where step = 'classify')
order by coalesce(last.confidence, 0), f.listing_key
limit $rows
