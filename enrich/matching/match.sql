-- One row a component: listings that a number, a likely pair or a person links, and all that
-- was found between them, where that is not of today; see match.py. Keys of millions are
-- joined by their hashes, in half the time.
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
    select hash(l.listing_key) as id, hash(l.listing_key, l.input_key) as reading,
        l.listing_key, l.input_key,
        case when coalesce(l.gtin, k.gtin) is not null then 'gtin'
            when l.part is not null then 'brand+mpn' end as rule,
        coalesce(l.gtin, k.gtin, l.part) as mark
    from listed l left join known k on l.part = k.part
), compared as materialized (
    select hash(entity_key) as id, max_by(input_key, ingested_at) as input_key,
        max_by(concat(maker_version, model), ingested_at) as how,
        max(ingested_at) as ingested_at
    from enriched_pairs group by entity_key
), likely as materialized (
    -- What was said of listings that have changed since counts no more.
    select p.one, p.found.other as other from (
        select hash(entity_key) as one, hash(entity_key, input_key) as reading, ingested_at,
            unnest(list_transform(list_filter(outputs, lambda x: x.share >= :likely),
                lambda x: struct_pack(other := hash(x.other_key),
                    reading := hash(x.other_key, x.other_input)))) as found
        from enriched_pairs where confidence >= :likely
    ) p
    semi join compared c on c.id = p.one and c.ingested_at = p.ingested_at
    semi join marked m on m.reading = p.reading
    semi join marked o on o.reading = p.found.reading
), said as materialized (
    select least(entity_key, other_key) as one, greatest(entity_key, other_key) as other,
        max_by(coalesce(label, ''), row(said_at, ingested_at, label)) as label
    from labels where step = 'match' and other_key is not null group by 1, 2
), edges as materialized (
    select m.id as one, first.id as other
    from marked m join (
        select mark, min(id) as id from marked
        where mark is not null group by mark having count(*) > 1
    ) first on first.mark = m.mark and first.id <> m.id
    union select one, other from likely
    union select hash(s.one), hash(s.other) from said s
    semi join marked m on m.listing_key = s.one
    semi join marked o on o.listing_key = s.other where s.label = 'same'
), both_ways as materialized (
    select one, other from edges union select other, one from edges
), spread(id, component) using key (id) as (
    select one, min(least(one, other)) from both_ways group by one
    union
    select b.other, min(s.component) from spread s
    join both_ways b on b.one = s.id
    join recurring.spread old on old.id = b.other
    where s.component < old.component group by b.other
), placed as materialized (
    select m.id, m.listing_key, m.rule, m.mark, coalesce(s.component, m.id) as component,
        case when s.component is not null then md5_number_lower(concat_ws(' ',
            m.listing_key, m.rule, m.mark, m.input_key, c.input_key, c.how)) end as facts
    from marked m left join spread s on s.id = m.id left join compared c on c.id = m.id
), told as (
    select p.component, list(struct_pack(one := s.one, other := s.other, label := s.label)
        order by s.one, s.other) as labels,
        string_agg(concat(s.one, s.other, s.label), ',' order by s.one, s.other) as state
    from said s join spread p on p.id = hash(s.one)
    join spread o on o.id = hash(s.other) and o.component = p.component
    where s.label in ('same', 'different')
    group by p.component
), last as (
    select hash(entity_key) as id, max_by(input_key, ingested_at) as input_key,
        max_by(maker_version, ingested_at) as version, max(ingested_at) as ingested_at
    from enriched_matches group by entity_key
), single as (
    -- Most listings are linked to no other: those are asked the short way.
    select p.component, md5(p.listing_key) as state, l.ingested_at as last_at
    from placed p left join last l on l.id = p.id
    where p.facts is null
        and (l.input_key is null or l.version <> :version
            or not starts_with(l.input_key, md5(p.listing_key)))
), several as (
    -- Of so many listings one by one: their facts and what was found of them, by keys.
    select p.component, md5(concat_ws('|', count(*), bit_xor(p.facts),
            sum(p.facts), any_value(t.state))) as state,
        min(left(l.input_key, 32)) as least, max(left(l.input_key, 32)) as most,
        count(l.input_key) as matched, count(*) as members,
        min(l.version) as version, max(l.ingested_at) as last_at
    from placed p left join told t on t.component = p.component
    left join last l on l.id = p.id
    where p.facts is not null group by p.component
), asked as materialized (
    select component, state, last_at from single
    union all
    select component, state, last_at from several
    where matched < members or version <> :version
        or least <> state or most <> state
), wanted as materialized (
    select p.component, p.rule, p.mark, m.listing_key, m.input_key
    from placed p semi join asked a on a.component = p.component
    join marked m on m.id = p.id
), described as (
    select w.component, list(struct_pack(listing_key := w.listing_key, rule := w.rule,
        mark := w.mark, host := b.host, gtin := b.gtin, mpn := b.mpn,
        price_minor := b.price_minor, currency := b.currency)
        order by w.listing_key) as members
    from wanted w
    join enriched_blocks b on b.entity_key = w.listing_key and b.input_key = w.input_key
    group by w.component
), found as materialized (
    select w.component, x.entity_key as one, unnest(x.outputs) as found
    from enriched_pairs x
    join wanted w on w.listing_key = x.entity_key and w.input_key = x.input_key
    semi join compared c on c.id = hash(x.entity_key) and c.ingested_at = x.ingested_at
), linked as (
    select component, list(struct_pack(one, other, share, alike) order by one, other)
        as links from (
        select f.component, f.one, f.found.other_key as other,
            max(f.found.share) as share, max(f.found.alike) as alike
        from found f join wanted o on o.component = f.component
            and o.listing_key = f.found.other_key and o.input_key = f.found.other_input
        group by all
    ) group by component
)
select d.members, coalesce(l.links, []) as links, coalesce(t.labels, []) as labels,
    a.state || '-' || coalesce(cast(epoch_us(a.last_at) as varchar), '') as input_key
from asked a join described d on d.component = a.component
left join linked l on l.component = a.component
left join told t on t.component = a.component
order by input_key
