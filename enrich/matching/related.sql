-- Each group around which something changed since $cursor, with at most eight others that go
-- beside it; see related.py. What shares no key with what changed has the neighbours it had.
with fresh as materialized (
    select batch_id from batches where position > $cursor
), looked as (
    -- What is no longer released, or is again, comes with no batch of its own.
    select count(*) > 0 as again from releases semi join fresh using (batch_id)
    where maker in ('block', 'pair', 'match')
), touched as materialized (
    select entity_key from enriched_blocks semi join fresh using (batch_id)
    union
    select entity_key from enriched_matches semi join fresh using (batch_id)
    union
    select entity_key from enriched_pairs semi join fresh using (batch_id)
    union
    select entity_key from enriched_matches where (select again from looked)
), turned as materialized (
    -- The groups that they gave a key to, and that they are in, or were.
    select entity_key from touched
    union
    select group_key from enriched_matches semi join touched using (entity_key)
), newest as (
    select entity_key, max_by(input_key, ingested_at) as input_key
    from enriched_blocks group by entity_key
), matched as materialized (
    select entity_key, max_by(group_key, ingested_at) as group_key
    from enriched_matches group by entity_key
), told as materialized (
    -- The listing that gives a group its key speaks for it; `before` is what it once said.
    select hash(b.entity_key) as id, b.entity_key, b.keys, lower(b.brand) as brand,
        lower(b.category) as category, b.price_minor, b.currency,
        m.group_key is null or n.input_key is null as before, t.entity_key is not null as turned
    from enriched_blocks b
    left join newest n on n.entity_key = b.entity_key and n.input_key = b.input_key
    left join (select distinct group_key from matched) m on m.group_key = b.entity_key
    left join turned t on t.entity_key = b.entity_key
    where t.entity_key is not null or (m.group_key is not null and n.input_key is not null)
), keyed as materialized (
    select id, before, turned, unnest(keys) as key, 1 as kind from told
    union all
    select id, before, turned, cast(hash('category', category) >> 1 as bigint), 2
    from told where category <> ''
    union all
    select id, before, turned, cast(hash('brand', brand) >> 1 as bigint), 4
    from told where brand <> ''
    union all
    select id, before, turned, cast(hash('level', category,
        cast(round(log2(price_minor)) as integer), currency) >> 1 as bigint), 2
    from told where category <> '' and price_minor > 0
), moved as materialized (
    select key, count(*) as times from keyed where turned group by key
), stirred as (
    select k.key from keyed k join moved m on m.key = k.key
    where not k.before group by k.key having count(*) <= :often + any_value(m.times)
), heads as (
    select id, entity_key, turned from told where not before
), last as (
    select entity_key, max(ingested_at) as ingested_at
    from enriched_related group by entity_key
), torn as (
    -- What they once said may have been dropped, and what was forgotten left no trace.
    select r.entity_key from (
        select entity_key, unnest(outputs).group_key as other
        from enriched_related semi join last using (entity_key, ingested_at)
    ) r left join heads h on h.entity_key = r.other
    where h.turned or h.id is null
), around as materialized (
    select id from keyed semi join stirred using (key) where not before
    union
    select id from heads where turned
    union
    select id from heads semi join torn using (entity_key)
), mine as materialized (
    select id, key, kind from keyed semi join around using (id) where not before
), rare as materialized (
    -- In whole numbers, whose sums do not depend on their order.
    select key, cast(round(1e6 / ln(1 + count(*))) as bigint) as weight
    from keyed semi join (select distinct key from mine) using (key)
    where not before group by key having count(*) between 2 and :often
), found as materialized (
    select k.id, k.key, r.weight from keyed k join rare r on r.key = k.key
    where not k.before
), near as materialized (
    select a.id, f.id as other, sum(f.weight) as weight, bit_or(a.kind) as kinds
    from mine a join found f on f.key = a.key
    where a.id <> f.id group by a.id, f.id
), close as materialized (
    select h.entity_key from heads h semi join (
        select id from near union select other from near) n on n.id = h.id
), doubtful as materialized (
    -- What may be the same product does not go beside it.
    select unnest([m.group_key, o.group_key]) as one,
        unnest([o.group_key, m.group_key]) as other
    from (select p.entity_key, unnest(max_by(p.outputs, p.ingested_at)) as found
        from enriched_pairs p join matched m on m.entity_key = p.entity_key
        semi join close c on c.entity_key = m.group_key group by p.entity_key) p
    join matched m on m.entity_key = p.entity_key
    join matched o on o.entity_key = p.found.other_key
    where p.found.share >= 0.5
), named as (
    select h.entity_key, o.entity_key as group_key, n.weight, n.kinds
    from near n join heads h on h.id = n.id join heads o on o.id = n.other
    where not exists (from doubtful d
        where d.one = h.entity_key and d.other = o.entity_key)
), best as (
    select entity_key, group_key, weight, concat('same ', concat_ws(', ',
            case when kinds & 4 > 0 then 'brand' end,
            case when kinds & 2 > 0 then 'category' end,
            case when kinds & 1 > 0 then 'words' end)) as why
    from named qualify row_number() over (
        partition by entity_key order by weight desc, group_key) <= 8
), present as materialized (
    select entity_key,
        list(struct_pack(group_key := group_key, share := weight / (1e6 + weight),
            why := why) order by weight desc, group_key) as outputs,
        string_agg(concat(group_key, why), ',' order by weight desc, group_key) as state
    from best group by entity_key
)
select entity_key, 'group' as kind, outputs, state from present
union all
-- What had others beside it, and has none any more or is no group.
select entity_key, 'group', [], 'none' from (
    select entity_key from heads semi join around using (id) union from turned
) anti join present using (entity_key)
semi join (select distinct entity_key from enriched_related) using (entity_key)
