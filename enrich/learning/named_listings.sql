-- Each listing by the names that a person has for it, and the group that it is of.
with :matches
, :sold
select p.listing_key as entity_key, p.source_url as url, s.sku,
    coalesce(m.group_key, p.listing_key) as together
from (select distinct listing_key, source_url from products) p
left join matches m using (listing_key)
left join sold s on s.group_key = m.group_key
