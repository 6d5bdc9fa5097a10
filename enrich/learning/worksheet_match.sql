-- Pairs of listings by how unsure it is that they are one product.
with :labelled
, newest as (
    select distinct on (entity_key) entity_key, input_key from enriched_pairs
    order by entity_key, ingested_at desc, input_key
), pairs as (
    select least(entity_key, found.other_key) as key,
        greatest(entity_key, found.other_key) as other, max(found.share) as share
    from (
        select entity_key, unnest(outputs) as found
        from enriched_pairs semi join newest using (entity_key, input_key)
    ) group by all
), facts as (
    select * from products qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
)
select p.key, '' as label, p.other, a.title, b.title as other_title,
    a.brand, b.brand as other_brand, round(p.share, 3) as same_by,
    a.source_url as url, b.source_url as other_url
from pairs p
join facts a on a.listing_key = p.key
join facts b on b.listing_key = p.other
-- Two numbers have decided already.
where (a.gtin is null or b.gtin is null) and not exists (
    from labelled l where l.step = 'match' and l.key = p.key and l.other = p.other)
order by abs(p.share - 0.5), p.key, p.other
limit $rows
