-- One row a group: how many opinions on it are glad, undecided and sorry, and ten of them.
-- Nobody is named. What was written twice counts once. The ten are the newest of each
-- mood in turn, so that praise does not hide what went wrong. Keys as in the stages that
-- judge opinions and tell their language.
with wrote as (
    select md5(concat_ws('|', o.listing_key, o.url, o.author_hash, o.text)) as opinion_key,
        coalesce(m.group_key, o.listing_key) as group_key,
        nullif(trim(o.text), '') as text, o.url, o.rating, o.posted_at, p.host, p.fetched_at
    from opinions o
    join permitted p on p.url = o.url
    left join matches m on m.listing_key = o.listing_key
    where o.listing_key is not null
), once as (
    select * from wrote
    qualify row_number() over (
        partition by group_key, coalesce(text, opinion_key)
        order by posted_at desc nulls last, opinion_key) = 1
), judged as (
    select entity_key as opinion_key, sentiment from enriched_sentiments
    where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), spoken as (
    select entity_key as opinion_key, language from enriched_languages
    where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), moods as (
    select once.*, judged.sentiment, spoken.language,
        case when sentiment > 0.15 then 1 when sentiment < -0.15 then 2 else 3 end as mood
    from once left join judged using (opinion_key) left join spoken using (opinion_key)
), ranked as (
    select *, row_number() over (
        partition by group_key, mood
        order by text is null, posted_at desc nulls last, opinion_key) as turn
    from moods
), placed as (
    select *, row_number() over (
        partition by group_key order by text is null, turn, mood) as place
    from ranked
)
select group_key,
    count(*) filter (mood = 1) as glad,
    count(*) filter (mood = 3) as undecided,
    count(*) filter (mood = 2) as sorry,
    max(fetched_at) as read_at,
    coalesce(list(struct_pack(text, rating, sentiment, language, posted_at, host, url)
        order by place) filter (place <= 10 and text is not null), []) as shown
from placed group by group_key order by group_key
