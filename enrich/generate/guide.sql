-- One row a category that is wide enough for a guide: its products, best first, with
-- what shops ask and what buyers say; see guide.py. Keys of opinions as in text/languages.sql.
with :permitted
, :matches
, :present
, :told
, :heard
, :listings
, described as (
    select m.group_key, p.listing_key, p.source_url as url, p.title, p.brand, p.specs, p.description,
        array_to_string(p.category_path[:2], ' > ') as path,
        row_number() over (partition by m.group_key order by
            (t.language = 'en') desc nulls last,
            (p.listing_key in (select listing_key from offers_latest)) desc,
            p.confidence desc, p.listing_key) as place
    from listings p
    join matches m using (listing_key)
    left join told t on t.entity_key = p.listing_key
), things as (
    -- A group is told of in the words of one listing.
    select group_key, listing_key, url, title, brand, description, specs, path from described
    where place = 1 and path <> ''
), money as (
    select t.path, p.currency from present p join things t using (group_key)
    group by t.path, p.currency
    qualify row_number() over (partition by path order by count(*) desc, currency) = 1
), shops as (
    select t.path, p.group_key, p.host, max(cast(p.checked_at as date)) as checked_on,
        arg_min(struct_pack(p.listing_key, p.host, p.url, p.price_minor,
            p.availability,
            seen_on := cast(p.seen_at as date), rating := round(p.rating, 1), p.reviews),
            (p.price_minor, p.listing_key)) as offer
    from present p
    join things t using (group_key)
    join money m on m.path = t.path and m.currency = p.currency
    group by all
), asked as (
    select path, group_key, max(checked_on) as checked_on,
        list(offer order by offer.price_minor, host) as offers
    from shops group by all
), voices as (
    select h.group_key, list(struct_pack(h.opinion_key, h.listing_key, h.text, h.url, f.read_on, host := split_part(h.url, '/', 3), j.sentiment)
        order by h.posted_at desc nulls last, h.opinion_key)[:12] as voices
    from heard h
    join judged j using (opinion_key)
    join told t on t.entity_key = h.opinion_key and t.language = 'en'
    join fetched f using (url)
    where length(h.text) between 30 and 1000
    group by h.group_key
), scored as (
    select entity_key as group_key, round(score) as score from scores
    where coalesce(kind, 'group') = 'group'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), best as (
    select t.*, m.currency, a.offers, a.checked_on, s.score,
        coalesce(j.opinions, 0) as opinions, coalesce(j.glad, []) as glad,
        coalesce(j.sorry, []) as sorry, coalesce(j.heard, []) as heard, coalesce(v.voices, []) as voices
    from things t
    join asked a using (path, group_key)
    join money m using (path)
    join scored s using (group_key)
    left join judged_groups j using (group_key)
    left join voices v using (group_key)
    qualify row_number() over (partition by t.path order by s.score desc, t.group_key) <= 16
), wide as (
    select path, any_value(currency) as currency, max(checked_on) as as_of,
        sum(opinions) as opinions,
        list(struct_pack(group_key, listing_key, url, title, brand, description, specs, score, offers,
            heard, glad, sorry, voices) order by score desc, group_key) as groups
    from best group by path having count(*) >= 8
        and len(list_distinct(flatten(list(list_transform(offers, lambda o: o.host))))) >= 3
), last as (
    select generated_key, title as called, status, input_key, maker_version, ingested_at
    from generated where maker = 'buying_guide'
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
), chosen as (
    -- The categories that buyers say most of, and those that have a guide.
    select *, left(md5(path), 16) as topic, row_number() over (order by opinions desc, path) as place
    from wide
    qualify place <= 12 or topic in (select left(input_key, 16) from last)
), stated as (
    select path, topic, currency, as_of, groups,
        md5(concat_ws('|', currency, cast(to_json(groups) as varchar))) as state
    from chosen
)
select path, currency, as_of, groups, concat_ws('-', s.topic, s.state,
    coalesce(cast(epoch_us(last.ingested_at) as varchar), '')) as input_key,
    cast(null as varchar) as withdrawn, cast(null as varchar) as title
from stated s left join last on left(last.input_key, 16) = s.topic
where last.input_key is null or last.maker_version <> :version
    or substr(last.input_key, 18, 32) <> s.state
union all by name
-- A category that is too thin by now loses its guide.
select l.generated_key as withdrawn, l.called as title, concat_ws('-', left(l.input_key, 16), 'gone',
    cast(epoch_us(l.ingested_at) as varchar)) as input_key
from last l
where l.status <> 'withdrawn'
    and left(l.input_key, 16) not in (select topic from stated)
