-- One row: the programmes that may be joined, best first; see directory.py.
with :permitted
, newest as (
    select * from programmes
    semi join permitted on permitted.url = programmes.source_url
    where merchant is not null and commission_rate > 0
        and commission_kind in ('percent', 'fixed')
    qualify row_number() over (
        partition by programme_key order by ingested_at desc, input_key) = 1
), scored as (
    select entity_key as programme_key, round(score) as score, margin_minor,
        currency as money, host, coalesce(reasons, [])[:3] as reasons
    from scores where kind = 'programme'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), fetched as (
    select url, cast(max(fetched_at) as date) as read_on from pages group by url
), shops as (
    -- Whose prices the earnings are reckoned by.
    select host, struct_pack(host := host, pages := count(distinct url),
        read_on := cast(max(checked_at) as date)) as shop
    from offers_latest semi join permitted on permitted.url = offers_latest.url
    group by host
), once as (
    -- A network lists a programme on several pages; the one that says most is told.
    select n.*, s.score, s.margin_minor, s.money, s.reasons, h.shop, f.read_on
    from newest n
    join scored s using (programme_key)
    join fetched f on f.url = n.source_url
    left join shops h on h.host = s.host
    qualify row_number() over (
        partition by lower(n.merchant), split_part(n.source_url, '/', 3)
        order by s.score desc, n.programme_key) = 1
), best as (
    select * from once order by score desc, programme_key limit 60
), told as (
    select coalesce(list(struct_pack(programme_key, url := source_url, merchant, network,
        commission_kind, commission_rate, currency, cookie_days, score, margin_minor, money,
        reasons, shop, read_on) order by score desc, programme_key), []) as programmes,
        max(read_on) as as_of
    from best
), last as (
    select input_key, maker_version, ingested_at, status from generated
    where maker = 'programme_directory' order by ingested_at desc, input_key limit 1
), stated as (
    -- The day of reading alone makes no edition.
    select programmes, as_of, md5(cast(to_json(list_transform(programmes,
        lambda p: concat_ws('|', p.programme_key, p.url, p.merchant, p.network,
            p.commission_kind, p.commission_rate, p.currency, p.cookie_days, p.score,
            p.margin_minor, p.money, cast(p.reasons as varchar)))) as varchar)) as state
    from told
)
select programmes, as_of, coalesce(last.status, 'withdrawn') <> 'withdrawn' as is_told,
    state || '-' || coalesce(cast(epoch_us(last.ingested_at) as varchar), '') as input_key
from stated left join last on true
where last.input_key is null or last.maker_version <> :version
    or not starts_with(last.input_key, state)
