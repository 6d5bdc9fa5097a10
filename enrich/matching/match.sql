-- One row a group of listings whose members or matching changed; see match.py.
with newest as (
    select listing_key, gtin,
        regexp_replace(lower(brand), '[^\p{L}\p{N}]', '', 'g') as maker_name,
        regexp_replace(lower(mpn), '[^\p{L}\p{N}]', '', 'g') as part_number
    from products
    qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
), named as (
    -- A part number of one or two letters is a size, and joins strangers.
    select listing_key, gtin,
        case when length(maker_name) > 1 and length(part_number) > 2
            then maker_name || ' ' || part_number end as part
    from newest
), known as (
    -- A part number that carries one GTIN anywhere carries it everywhere.
    select part, min(gtin) as gtin from named
    where part is not null and gtin is not null
    group by part having count(distinct gtin) = 1
), marked as (
    select n.listing_key,
        case when coalesce(n.gtin, k.gtin) is not null then 'gtin'
            when n.part is not null then 'brand+mpn' else 'single' end as rule,
        coalesce(n.gtin, k.gtin, n.part, n.listing_key) as mark
    from named n left join known k on n.part = k.part
), last as (
    select entity_key, input_key, maker_version, ingested_at from enriched_matches
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), grouped as (
    select rule, list(m.listing_key order by m.listing_key) as listing_keys,
        md5(rule || string_agg(m.listing_key, ',' order by m.listing_key)) as state,
        list(last.input_key) as keys, count(last.input_key) as matched,
        min(last.maker_version) as version, max(last.ingested_at) as last_at
    from marked m left join last on last.entity_key = m.listing_key
    group by rule, mark
)
select rule, listing_keys,
    state || '-' || coalesce(cast(epoch_us(last_at) as varchar), '') as input_key
from grouped
where matched < len(listing_keys) or version <> :version
    or exists (select 1 from unnest(keys) as t(k) where not starts_with(k, state))
order by input_key
