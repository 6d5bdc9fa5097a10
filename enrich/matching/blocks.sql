-- Each listing with what matching compares, its price in steps of a fifth; see blocks.py.
with newest as (
    select listing_key, max(ingested_at) as ingested_at from products group by 1
), prices as (
    select listing_key, price_minor, currency from offers_latest
    where price_minor > 0 and currency is not null
    qualify row_number() over (
        partition by listing_key order by seen_at desc, input_key) = 1
), listed as (
    select p.listing_key, p.source_url, p.gtin, p.brand, p.title,
        -- What has no digit is a name, or says that there is no number: does not apply.
        case when regexp_matches(p.mpn, '[0-9]') then p.mpn end as mpn,
        array_to_string(p.category_path, ' ') as category
    from products p
    join newest n on n.listing_key = p.listing_key and n.ingested_at = p.ingested_at
    qualify row_number() over (partition by p.listing_key order by p.input_key) = 1
)
select l.listing_key as entity_key, 'listing' as kind, l.source_url as url,
    l.* exclude (listing_key, source_url), o.price_minor, o.currency,
    concat_ws(chr(31), l.gtin, '|', l.mpn, '|', l.brand, '|', l.title, '|', l.category,
        '|', o.currency, round(4 * log2(o.price_minor))) as state
from listed l left join prices o on o.listing_key = l.listing_key
