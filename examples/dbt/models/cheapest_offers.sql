-- The cheapest offer in stock of each product that is known by its GTIN.
select
    products.gtin,
    offers.currency,
    min(offers.price_minor) as price_minor,
    arg_min(offers.host, offers.price_minor) as host,
    count(distinct offers.host) as shops,
    max(offers.checked_at) as checked_at
from {{ source('lake', 'offers_latest') }} as offers
join {{ source('lake', 'products') }} as products
    using (listing_key, input_key, maker_version)
where products.gtin is not null
  and offers.price_minor is not null
  and offers.availability = 'InStock'
group by products.gtin, offers.currency
