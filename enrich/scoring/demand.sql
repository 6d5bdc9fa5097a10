-- Part of a query that has `matches` and `clock`: what tells of demand, a row a group.
:opinions
, opined as (
    select m.group_key, count(*) as opinions, avg(s.rating) as opinion_rating,
        count(s.rating) as opinions_rated,
        count(*) filter (s.dated > c.week - interval 90 day) as late,
        count(*) filter (s.dated > c.week - interval 180 day
            and s.dated <= c.week - interval 90 day) as before,
        count(s.dated) as dated,
        date_diff('day', min(s.dated), max(s.dated)) as dated_days,
        -- This month and the next: what is bought for now.
        count(*) filter ((month(s.dated) - month(c.week) + 12) % 12 < 2) as in_season,
        avg(j.sentiment) as sentiment, count(j.sentiment) as sentiments
    from (
        -- Nobody posts tomorrow; a day more, for clocks of other zones.
        select said.*, case when posted_at < as_of + interval 1 day then posted_at end
            as dated
        from said cross join clock
    ) s join matches m using (listing_key) cross join clock c
    left join judged j using (opinion_key)
    group by m.group_key
), :lists
, sold_out as (
    select m.group_key, count(*) as gone from offers_latest l
    semi join (
        select listing_key from offers where availability in ('InStock', 'LimitedAvailability')
    ) had on had.listing_key = l.listing_key
    join matches m on m.listing_key = l.listing_key cross join clock c
    where l.availability in ('OutOfStock', 'SoldOut')
        and l.seen_at > c.week - interval 30 day
    group by m.group_key
)
