-- Part of a query that has `permitted`: each listing as its page last described it.
listings as (
    select * from products
    semi join permitted on permitted.url = products.source_url
    where title is not null
    qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
)
