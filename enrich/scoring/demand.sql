-- Part of a query that has `matches` and `clock`: what tells of demand, a row a group.
-- An opinion is read again whenever its page changed: it counts once. Keys as in
-- text/languages.sql.
said as (
    select md5(concat_ws('|', listing_key, url, author_hash, text)) as opinion_key,
        any_value(listing_key) as listing_key, max(rating) as rating,
        max(posted_at) as posted_at
    from opinions where listing_key is not null group by 1
), judged as (
    select entity_key as opinion_key, sentiment from enriched_sentiments
    where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), opined as (
    select m.group_key, count(*) as opinions, avg(s.rating) as opinion_rating,
        count(s.rating) as opinions_rated,
        count(*) filter (s.posted_at > c.week - interval 90 day) as late,
        count(*) filter (s.posted_at > c.week - interval 180 day
            and s.posted_at <= c.week - interval 90 day) as before,
        count(s.posted_at) as dated,
        date_diff('day', min(s.posted_at), max(s.posted_at)) as dated_days,
        -- This month and the next: what is bought for now.
        count(*) filter ((month(s.posted_at) - month(c.week) + 12) % 12 < 2) as in_season,
        avg(j.sentiment) as sentiment, count(j.sentiment) as sentiments
    from said s join matches m using (listing_key) cross join clock c
    left join judged j using (opinion_key)
    group by m.group_key
), best_lists as (
    select p.url from pages p join contents c using (content_digest)
    where c.kind in ('listing', 'collection') and regexp_matches(
        lower(concat_ws(' ', c.title, p.url)), ':best_lists')
    qualify row_number() over (
        partition by p.url order by p.fetched_at desc, p.ingested_at desc) = 1
), listed as (
    select l.src_url, l.dst_url, min(l.position) as position from links l
    semi join best_lists b on b.url = l.src_url
    where l.kind = 'product'
    group by l.src_url, l.dst_url, l.ingested_at
    qualify l.ingested_at = max(l.ingested_at) over (partition by l.src_url)
), placed as (
    select m.group_key, min(place) as place from (
        select dst_url, row_number() over (
            partition by src_url order by position, dst_url) as place
        from listed
    ) join offers_latest o on o.url = dst_url join matches m using (listing_key)
    group by m.group_key
), sold_out as (
    select m.group_key, count(*) as gone from offers_latest l
    semi join (
        select listing_key from offers where availability in ('InStock', 'LimitedAvailability')
    ) had on had.listing_key = l.listing_key
    join matches m on m.listing_key = l.listing_key cross join clock c
    where l.availability in ('OutOfStock', 'SoldOut')
        and l.seen_at > c.week - interval 30 day
    group by m.group_key
)
