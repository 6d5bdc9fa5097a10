-- Each group with at most eight others that go beside it; see related.py.
with newest as (
    select entity_key, max_by(input_key, ingested_at) as input_key
    from enriched_blocks group by entity_key
), matched as (
    select entity_key, max_by(group_key, ingested_at) as group_key
    from enriched_matches group by entity_key
), heads as materialized (
    -- The listing that gives a group its key speaks for it.
    select hash(b.entity_key) as id, b.entity_key, b.brand, b.category, b.keys,
        b.price_minor, b.currency
    from enriched_blocks b
    semi join newest n on n.entity_key = b.entity_key and n.input_key = b.input_key
    semi join matched m on m.group_key = b.entity_key
), doubtful as (
    -- What may be the same product does not go beside it.
    select unnest([m.group_key, o.group_key]) as one,
        unnest([o.group_key, m.group_key]) as other
    from (select entity_key, unnest(max_by(outputs, ingested_at)) as found
        from enriched_pairs group by entity_key) p
    join matched m on m.entity_key = p.entity_key
    join matched o on o.entity_key = p.found.other_key
    where p.found.share >= 0.5
), keyed as materialized (
    select id, unnest(keys) as key, 'words' as kind from heads
    union all
    select id, cast(hash(lower(category)) >> 1 as bigint), 'category' from heads
    where category <> ''
    union all
    select id, cast(hash(lower(brand)) >> 1 as bigint), 'brand' from heads
    where brand <> ''
    union all
    select id, cast(hash(concat(lower(category), round(log2(price_minor)), currency)) >> 1
        as bigint), 'category' from heads
    where category <> '' and price_minor > 0
), rare as materialized (
    -- In whole numbers, whose sums do not depend on their order.
    select key, kind, cast(round(1e6 / ln(1 + count(*))) as bigint) as weight from keyed
    group by key, kind having count(*) between 2 and 100
), found as materialized (
    select k.id, k.key, k.kind, r.weight from keyed k
    join rare r on r.key = k.key and r.kind = k.kind
), near as (
    select a.id, f.id as other, sum(f.weight) as weight,
        list_sort(list(distinct f.kind)) as kinds
    from found a join found f on f.key = a.key and f.kind = a.kind
    where a.id <> f.id group by a.id, f.id
), named as (
    select h.id, h.entity_key, o.entity_key as group_key, n.weight,
        concat('same ', array_to_string(n.kinds, ', ')) as why
    from near n join heads h on h.id = n.id join heads o on o.id = n.other
    where not exists (from doubtful d
        where d.one = h.entity_key and d.other = o.entity_key)
), best as (
    select * from named qualify row_number() over (
        partition by id order by weight desc, group_key) <= 8
)
select entity_key, 'group' as kind,
    list(struct_pack(group_key := group_key, share := weight / (1e6 + weight), why := why)
        order by weight desc, group_key) as outputs,
    string_agg(concat(group_key, why), ',' order by weight desc, group_key) as state
from best group by entity_key
