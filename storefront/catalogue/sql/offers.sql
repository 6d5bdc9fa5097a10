-- One row an offer as it stands; offers_latest names the reading that holds, and all
-- sellers of that reading count.
select distinct offers.listing_key, offers.url, offers.host, offers.seller,
    offers.price_minor, offers.currency, offers.list_price_minor, offers.shipping_minor,
    offers.availability, offers.rating, offers.reviews, offers_latest.checked_at
from offers
join offers_latest on offers_latest.listing_key = offers.listing_key
    and offers_latest.input_key = offers.input_key
where offers.price_minor > 0 and offers.currency is not null
    and offers.host is not null and offers_latest.checked_at is not null
    and coalesce(offers.condition, 'new') = 'new'
order by all
