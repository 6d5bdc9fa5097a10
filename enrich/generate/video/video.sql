-- One row a guide or comparison whose video is missing or tells what is so no more, and one
-- for each video whose product is gone, which is withdrawn; see videos.py.
with :permitted
, :matches
, :described
, :present
, :standing
, :bought
, newest as (
    select entity_key, input_key, model from short_texts where kind = 'generated'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), scripts as (
    select entity_key, list(struct_pack(t.slot, t.text, t.seconds, t.facts) order by t.slot)
            as parts
    from short_texts t semi join newest n using (entity_key, input_key)
    where starts_with(t.slot, 'video_') and t.model is not null
    group by entity_key
), last as (
    select generated_key, title, status, input_key, maker_version, ingested_at
    from generated where maker = 'video'
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
), chosen as (
    -- The best, and those that have a video: each costs seconds of a processor.
    select e.generated_key, e.kind, e.title, e.as_of, e.source_keys, e.quality, s.parts,
        b.currency, coalesce(b.things, [])[:5] as things, left(md5(e.generated_key), 16) as topic,
        row_number() over (order by e.quality desc nulls last, e.generated_key) as place
    from standing e
    join scripts s on s.entity_key = e.generated_key
    left join bought b using (generated_key)
    where e.kind in ('buying_guide', 'comparison')
    qualify place <= :most
        or topic in (select left(input_key, 16) from last where status <> 'withdrawn')
), stated as (
    select *, md5(concat_ws('|', ':tools', kind, title, currency,
        cast(to_json(parts) as varchar), cast(to_json(things) as varchar))) as state
    from chosen
)
select s.generated_key, s.kind, s.title, s.as_of, s.source_keys, s.quality, s.parts, s.currency,
    s.things, concat_ws('-', s.topic, s.state,
        coalesce(cast(epoch_us(last.ingested_at) as varchar), '')) as input_key,
    cast(null as varchar) as withdrawn
from stated s left join last on left(last.input_key, 16) = s.topic
where last.input_key is null or last.maker_version <> :version
    or substr(last.input_key, 18, 32) <> s.state
union all by name
select l.generated_key as withdrawn, l.title, concat_ws('-', left(l.input_key, 16), 'gone',
    cast(epoch_us(l.ingested_at) as varchar)) as input_key
from last l
where l.status <> 'withdrawn' and left(l.input_key, 16) not in (select topic from stated)
