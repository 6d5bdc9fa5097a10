-- One row an edition whose state is no more what follows from the verdicts on it, from the
-- pages that it was made from, and from newer editions; see life.py.
with :permitted
, :states
, :gone
, works as (
    select * from generated_works
    qualify row_number() over (
        partition by generated_key, digest order by ingested_at desc, input_key) = 1
), verdicts as (
    select * from approvals
    qualify row_number() over (
        partition by generated_key, digest order by approval_id desc) = 1
), makings as (
    -- What has no work, as a film, is as old as its kind says.
    select generated_key, digest, max(ingested_at) as made_on from generated
    where digest is not null and maker not in ('checked', 'approved', 'offered') group by all
), live as (
    select s.*, m.made_on, w.links from states s
    join makings m using (generated_key, digest)
    left join works w using (generated_key, digest)
    where s.status in ('checked', 'approved', 'offered')
), led as (
    select generated_key, digest, unnest(links) as url from live
    union
    select m.generated_key, m.digest, o.url
    from (select generated_key, digest, unnest(source_keys) as key from live) m
    join offers_latest o on o.listing_key = m.key
), answers as (
    -- A page that is there no more, or that reserves its rights by now, is no source.
    select distinct l.url, l.url not in (select url from permitted) as is_dead
    from led l semi join pages using (url)
), deaths as (
    select generated_key, digest, count(*) as pages, count(*) filter (is_dead) as dead
    from led join answers using (url) group by all
), judged as (
    select l.*, case
        when g.gone_at > l.made_on then ['withdrawn', 'Too little is known of it by now.']
        when v.verdict = 'withdrawn' then ['withdrawn', v.actor || ': ' || coalesce(v.reason, '')]
        when v.verdict = 'refused' then ['refused', v.actor || ': ' || coalesce(v.reason, '')]
        when 3 * d.dead >= d.pages then
            ['withdrawn', format('{} of the {} pages that it rests on are gone, or reserve their rights.', d.dead, d.pages)]
        when v.verdict = 'approved' and l.status = 'checked' then
            ['approved', v.actor || ': ' || coalesce(v.reason, '')]
        else [l.status, l.reason] end as became
    from live l
    left join gone g using (generated_key)
    left join verdicts v using (generated_key, digest)
    left join deaths d using (generated_key, digest)
), placed as (
    select *, max(made_on) filter (became[1] in ('approved', 'offered'))
        over (partition by generated_key) as newest_on
    from judged
), settled as (
    select * replace (case
        when became[1] in ('approved', 'offered') and made_on < newest_on
        then ['refreshed', 'A newer edition is approved.'] else became end as became)
    from placed
)
select generated_key, digest, kind, title, path, source_keys, rights, quality, as_of, faults,
    became[1] as status, became[2] as reason,
    md5(concat_ws('|', generated_key, digest, became[1], input_key)) as input_key
from settled where became[1] <> status
