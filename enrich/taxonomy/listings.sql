-- Each listing as its newest page shows it: its title, and where its shop puts it.
select listing_key as entity_key, 'listing' as kind, source_url as url, title,
    array_to_string(category_path, ' > ') as category,
    md5(concat_ws(chr(10), title, array_to_string(category_path, ' > '))) as state
from (
    select * from products qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
)
where title is not null
