-- One row a component: listings that a number, a likely pair or a person links, and all that
-- was found between them, where that is not of today; see match.py.
with recursive newest as (
    select entity_key, max_by(input_key, ingested_at) as input_key
    from enriched_blocks group by entity_key
), listed as materialized (
    select b.entity_key as listing_key, b.input_key, b.host, b.gtin, b.part
    from enriched_blocks b semi join newest n
    on n.entity_key = b.entity_key and n.input_key = b.input_key
), known as (
    -- A part number that carries one GTIN anywhere carries it everywhere.
    select part, min(gtin) as gtin from listed
    where part is not null and gtin is not null
    group by part having count(distinct gtin) = 1
), marked as materialized (
    select l.listing_key, l.input_key,
        case when coalesce(l.gtin, k.gtin) is not null then 'gtin'
            when l.part is not null then 'brand+mpn' end as rule,
        coalesce(l.gtin, k.gtin, l.part) as mark
    from listed l left join known k on l.part = k.part
), compared as materialized (
    select entity_key, max_by(input_key, ingested_at) as input_key,
        max_by(concat(maker_version, model), ingested_at) as how
    from enriched_pairs group by entity_key
), likely as materialized (
    -- What was said of listings that have changed since counts no more.
    select p.entity_key as one, p.found.other_key as other from (
        select p.entity_key, p.input_key, unnest(p.outputs) as found
        from enriched_pairs p semi join compared c
        on c.entity_key = p.entity_key and c.input_key = p.input_key
        where p.confidence >= :likely
    ) p
    semi join marked m on m.listing_key = p.entity_key and m.input_key = p.input_key
    semi join marked o
    on o.listing_key = p.found.other_key and o.input_key = p.found.other_input
    where p.found.share >= :likely
), said as materialized (
    select least(entity_key, other_key) as one, greatest(entity_key, other_key) as other,
        max_by(coalesce(label, ''), row(said_at, ingested_at, label)) as label
    from labels where step = 'match' and other_key is not null group by 1, 2
), edges as materialized (
    select m.listing_key as one, first.listing_key as other
    from marked m join (
        select mark, min(listing_key) as listing_key from marked
        where mark is not null group by mark having count(*) > 1
    ) first on first.mark = m.mark and first.listing_key <> m.listing_key
    union select one, other from likely
    union select s.one, s.other from said s
    semi join marked m on m.listing_key = s.one
    semi join marked o on o.listing_key = s.other where s.label = 'same'
), both_ways as materialized (
    select one, other from edges union select other, one from edges
), spread(listing_key, component) using key (listing_key) as (
    select one, min(least(one, other)) from both_ways group by one
    union
    select b.other, min(s.component) from spread s
    join both_ways b on b.one = s.listing_key
    join recurring.spread old on old.listing_key = b.other
    where s.component < old.component group by b.other
), placed as materialized (
    select m.listing_key, m.rule, m.mark, coalesce(s.component, m.listing_key) as component,
        case when s.component is not null then md5_number_lower(concat_ws(
            ' ', m.listing_key, m.rule, m.mark, m.input_key, c.input_key, c.how)) end as facts
    from marked m left join spread s on s.listing_key = m.listing_key
    left join compared c on c.entity_key = m.listing_key
), told as (
    select p.component, list(struct_pack(one := s.one, other := s.other, label := s.label)
        order by s.one, s.other) as labels,
        string_agg(concat(s.one, s.other, s.label), ',' order by s.one, s.other) as state
    from said s join spread p on p.listing_key = s.one
    join spread o on o.listing_key = s.other and o.component = p.component
    where s.label in ('same', 'different')
    group by p.component
), last as (
    select entity_key, max_by(input_key, ingested_at) as input_key,
        max_by(maker_version, ingested_at) as version, max(ingested_at) as ingested_at
    from enriched_matches group by entity_key
), single as (
    -- Most listings are linked to no other: those are asked the short way.
    select p.component, md5(p.listing_key) as state, l.ingested_at as last_at
    from placed p left join last l on l.entity_key = p.listing_key
    where not exists (from spread s where s.listing_key = p.listing_key)
        and (l.input_key is null or l.version <> :version
            or not starts_with(l.input_key, md5(p.listing_key)))
), several as (
    -- Of so many listings one by one: their facts and what was found of them, by keys.
    select p.component, md5(concat_ws('|', count(*), bit_xor(p.facts),
            sum(p.facts), any_value(t.state))) as state,
        list(l.input_key) as keys, count(l.input_key) as matched, count(*) as members,
        min(l.version) as version, max(l.ingested_at) as last_at
    from placed p left join told t on t.component = p.component
    left join last l on l.entity_key = p.listing_key
    where p.facts is not null group by p.component
), asked as materialized (
    select component, state, last_at from single
    union all
    select component, state, last_at from several
    where matched < members or version <> :version
        or exists (select 1 from unnest(keys) as t(k) where not starts_with(k, state))
), described as (
    select p.component, list(struct_pack(listing_key := p.listing_key, rule := p.rule,
        mark := p.mark, host := b.host, gtin := b.gtin, mpn := b.mpn,
        price_minor := b.price_minor, currency := b.currency)
        order by p.listing_key) as members
    from placed p semi join asked a on a.component = p.component
    join marked m on m.listing_key = p.listing_key
    join enriched_blocks b on b.entity_key = m.listing_key and b.input_key = m.input_key
    group by p.component
), found as (
    select p.component, x.entity_key as one, unnest(x.outputs) as found
    from enriched_pairs x
    join placed p on p.listing_key = x.entity_key
    semi join asked a on a.component = p.component
    semi join compared c on c.entity_key = x.entity_key and c.input_key = x.input_key
    semi join marked m on m.listing_key = x.entity_key and m.input_key = x.input_key
), linked as (
    select component, list(struct_pack(one, other, share, alike) order by one, other)
        as links from (
        select f.component, f.one, f.found.other_key as other,
            max(f.found.share) as share, max(f.found.alike) as alike
        from found f
        join placed o on o.listing_key = f.found.other_key and o.component = f.component
        semi join marked m on m.listing_key = f.found.other_key
            and m.input_key = f.found.other_input
        group by all
    ) group by component
)
select d.members, coalesce(l.links, []) as links, coalesce(t.labels, []) as labels,
    a.state || '-' || coalesce(cast(epoch_us(a.last_at) as varchar), '') as input_key
from asked a join described d on d.component = a.component
left join linked l on l.component = a.component
left join told t on t.component = a.component
order by input_key
