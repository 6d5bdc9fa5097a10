-- What each listing is called, as encoders read it: brand, title, categories.
select listing_key as entity_key, 'listing' as kind, source_url as url,
    substr(concat_ws(' ',
        case when not contains(lower(coalesce(title, '')), lower(brand)) then brand end,
        title, array_to_string(category_path, ' ')), 1, 2000) as text,
    md5(concat_ws('|', brand, title, array_to_string(category_path, '>'))) as state
from (
    select * from products qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
)
