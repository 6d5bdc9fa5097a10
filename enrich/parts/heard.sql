-- Part of a query that has `permitted` and `matches`: what was said of each group, on pages
-- whose words may be used, and how it judges. Keys of opinions as in text/languages.sql.
judged as (
    select entity_key as opinion_key, sentiment from enriched_sentiments
    where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), fetched as (
    select url, cast(max(fetched_at) as date) as read_on from pages group by url
), heard as (
    select m.group_key, md5(concat_ws('|', o.listing_key, o.url, o.author_hash, o.text)) as opinion_key,
        any_value(o.text) as text, any_value(o.url) as url, any_value(o.listing_key) as listing_key, max(o.posted_at) as posted_at
    from opinions o
    semi join permitted on permitted.url = o.url
    join matches m using (listing_key)
    group by all
), judged_groups as (
    select group_key, count(*) as opinions,
        list(opinion_key order by opinion_key) filter (j.sentiment > 0.15) as glad,
        list(opinion_key order by opinion_key) filter (j.sentiment < -0.15) as sorry,
        list(opinion_key order by opinion_key) as heard
    from heard join judged j using (opinion_key)
    group by group_key
)
