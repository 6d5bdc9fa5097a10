-- One row a product that may be sold and one a generated product, with all that short
-- texts tell of it; see texts.py. Keys of opinions as in text/languages.sql.
with :permitted
, :matches
, told as (
    select entity_key, language from enriched_languages qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), listings as (
    select * from products
    semi join permitted on permitted.url = products.source_url
    where title is not null
    qualify row_number() over (
        partition by listing_key order by ingested_at desc, input_key) = 1
), grouped as (
    -- The shop sells what is in no group yet as well.
    select coalesce(m.group_key, p.listing_key) as group_key, p.*, t.language
    from listings p
    left join matches m using (listing_key)
    left join told t on t.entity_key = p.listing_key
), described as (
    -- A group is told of in the words of one listing; facts of another language are left out.
    select group_key, listing_key, title, brand,
        case when language = 'en' then category_path[-1] end as category,
        case when language = 'en' then specs end as specs
    from grouped
    qualify row_number() over (partition by group_key order by
        (language = 'en') desc nulls last, confidence desc, listing_key) = 1
), present as (
    select coalesce(m.group_key, o.listing_key) as group_key, o.*
    from offers_latest o
    semi join permitted on permitted.url = o.url
    left join matches m using (listing_key)
    where o.price_minor > 0 and o.currency is not null and o.host is not null
        and coalesce(o.condition, 'new') = 'new'
        and coalesce(o.availability, '') not in ('OutOfStock', 'SoldOut', 'Discontinued')
    -- What no fetch confirmed for two months is no price of today.
    qualify o.checked_at >= max(o.checked_at) over () - interval 60 day
), money as (
    select group_key, mode(currency order by currency) as currency
    from present group by group_key
), shops as (
    -- A shop stands once: with the lowest price it asks.
    select group_key, p.host, any_value(p.currency) as currency,
        arg_min(struct_pack(p.listing_key, p.host, p.price_minor, p.availability,
            p.rating, p.reviews), (p.price_minor, p.listing_key)) as offer
    from present p semi join money m using (group_key, currency)
    group by group_key, p.host
), asked as (
    select group_key, any_value(currency) as currency,
        list(offer order by offer.price_minor, host) as offers
    from shops group by group_key
), wrote as (
    select md5(concat_ws('|', o.listing_key, o.url, o.author_hash, o.text)) as opinion_key,
        any_value(o.listing_key) as listing_key, any_value(o.text) as text
    from opinions o
    semi join permitted on permitted.url = o.url
    where o.listing_key is not null group by 1
), judged as (
    select entity_key as opinion_key, round(sentiment, 2) as sentiment
    from enriched_sentiments where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), heard as (
    select coalesce(m.group_key, w.listing_key) as group_key,
        list(struct_pack(w.opinion_key, j.sentiment) order by w.opinion_key) as heard
    from wrote w
    join judged j using (opinion_key)
    left join matches m using (listing_key)
    where j.sentiment is not null
    group by 1
), sources as (
    -- What nothing may be copied from.
    select group_key, list(struct_pack(key, text) order by key) as sources from (
        select group_key, listing_key as key, substr(description, 1, 6000) as text
        from grouped where description is not null
        union all
        select coalesce(m.group_key, w.listing_key), w.opinion_key, substr(w.text, 1, 2000)
        from wrote w left join matches m using (listing_key) where w.text is not null
    ) group by group_key
), sold as (
    select d.group_key as entity_key, struct_pack(d.listing_key, d.title, d.brand, d.category,
        d.specs, a.currency, a.offers, heard := coalesce(h.heard, []),
        sources := coalesce(s.sources, [])) as product
    from described d
    join asked a using (group_key)
    left join heard h using (group_key)
    left join sources s using (group_key)
)
, :standing
, named as (
    select generated_key, unnest(list_distinct(source_keys)) as key from standing
), things as (
    select n.generated_key, m.group_key, min(n.key) as member
    from named n join matches m on m.listing_key = n.key
    group by all
), priced as (
    select n.generated_key, p.*
    from named n join present p on p.listing_key = n.key
), common as (
    select generated_key, mode(currency order by currency) as currency
    from priced group by generated_key
), scored as (
    select entity_key as group_key, score from scores
    where coalesce(kind, 'group') = 'group'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), cheapest as (
    -- What each thing costs where it costs little, the best things first.
    select p.generated_key, p.group_key, any_value(p.currency) as currency,
        any_value(d.title) as title, any_value(d.brand) as brand,
        any_value(round(s.score)) as score,
        arg_min(struct_pack(p.listing_key, p.host, p.price_minor),
            (p.price_minor, p.listing_key)) as offer
    from priced p semi join common c using (generated_key, currency)
    join described d using (group_key)
    left join scored s using (group_key)
    group by p.generated_key, p.group_key
), bought as (
    select generated_key, any_value(currency) as currency,
        list(struct_pack(title, brand, offer) order by score desc nulls last, group_key)
            as things
    from cheapest group by generated_key
), sites as (
    -- A site stands once, by one of its offers.
    select generated_key, list(struct_pack(key, host) order by host) as hosts from (
        select generated_key, host, min(listing_key) as key from priced group by all
    ) group by generated_key
), counted as (
    select generated_key, list(struct_pack(key := member, group_key) order by member) as members
    from things
    group by generated_key
), said as (
    select n.generated_key, list(struct_pack(opinion_key := n.key, j.sentiment) order by n.key) as heard
    from named n join judged j on j.opinion_key = n.key
    where j.sentiment is not null group by n.generated_key
), joined as (
    select n.generated_key, list(struct_pack(key := p.programme_key, p.merchant)
        order by p.programme_key) as programmes
    from named n join (
        select * from programmes
        semi join permitted on permitted.url = programmes.source_url
        where merchant is not null
        qualify row_number() over (
            partition by programme_key order by ingested_at desc, input_key) = 1
    ) p on p.programme_key = n.key
    group by n.generated_key
), offered as (
    select e.generated_key as entity_key, struct_pack(e.kind, e.title, b.currency,
        things := coalesce(b.things, []), members := coalesce(c.members, []),
        hosts := coalesce(s.hosts, []), heard := coalesce(w.heard, []),
        programmes := coalesce(j.programmes, [])) as edition
    from standing e
    left join bought b using (generated_key)
    left join counted c using (generated_key)
    left join sites s using (generated_key)
    left join said w using (generated_key)
    left join joined j using (generated_key)
)
select entity_key, 'product' as kind, product, null as edition,
    md5(cast(to_json(product) as varchar)) as state
from sold
union all by name
select entity_key, 'generated' as kind, edition,
    md5(cast(to_json(edition) as varchar)) as state
from offered
