-- One row a product that may be sold and one a generated product, with all that short
-- texts tell of it; see texts.py. Keys of opinions as in text/languages.sql.
with :permitted
, :matches
, :described
, :present
, money as (
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
    select entity_key as opinion_key, sentiment
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
, :bought
, things as (
    select n.generated_key, m.group_key, min(n.key) as member
    from named n join matches m on m.listing_key = n.key
    group by all
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
