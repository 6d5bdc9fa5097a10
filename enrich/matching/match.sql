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
), compared as (
    select entity_key, max_by(input_key, ingested_at) as input_key,
        max_by(outputs, ingested_at) as outputs
    from enriched_pairs group by entity_key
), links as materialized (
    -- What was said of listings that have changed since counts no more.
    select c.entity_key as one, c.found.other_key as other, c.found.share as share,
        c.found.alike as alike
    from (select entity_key, input_key, unnest(outputs) as found from compared) c
    semi join marked m on m.listing_key = c.entity_key and m.input_key = c.input_key
    semi join marked o
    on o.listing_key = c.found.other_key and o.input_key = c.found.other_input
), said as materialized (
    select least(entity_key, other_key) as one, greatest(entity_key, other_key) as other,
        max_by(coalesce(label, ''), said_at) as label
    from labels where step = 'match' and other_key is not null group by 1, 2
), edges as materialized (
    select m.listing_key as one, first.listing_key as other
    from marked m join (
        select mark, min(listing_key) as listing_key from marked
        where mark is not null group by mark having count(*) > 1
    ) first on first.mark = m.mark and first.listing_key <> m.listing_key
    union select one, other from links where share >= :likely
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
    select m.listing_key, m.rule, m.mark, coalesce(s.component, m.listing_key) as component
    from marked m left join spread s on s.listing_key = m.listing_key
), between as (
    select p.component, l.one, l.other, max(l.share) as share, max(l.alike) as alike
    from links l join spread p on p.listing_key = l.one
    join spread o on o.listing_key = l.other and o.component = p.component
    group by all
), linked as (
    select component, list(struct_pack(one, other, share, alike) order by one, other)
        as links, string_agg(concat(one, other, round(share, 2)), ',' order by one, other)
        as state
    from between group by component
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
    select p.component, md5(concat_ws('|', string_agg(
            concat_ws(' ', p.listing_key, p.rule, p.mark), ',' order by p.listing_key),
            any_value(k.state), any_value(t.state))) as state,
        list(l.input_key) as keys, count(l.input_key) as matched, count(*) as members,
        min(l.version) as version, max(l.ingested_at) as last_at
    from placed p semi join spread s on s.listing_key = p.listing_key
    left join linked k on k.component = p.component
    left join told t on t.component = p.component
    left join last l on l.entity_key = p.listing_key
    group by p.component
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
)
select d.members, coalesce(l.links, []) as links, coalesce(t.labels, []) as labels,
    a.state || '-' || coalesce(cast(epoch_us(a.last_at) as varchar), '') as input_key
from asked a join described d on d.component = a.component
left join linked l on l.component = a.component
left join told t on t.component = a.component
order by input_key
