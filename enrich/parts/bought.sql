-- Part of a query that has `standing`, `matches`, `described` and `present`: what each thing
-- costs where it costs little that a generated product tells of, the best things first.
named as (
    select generated_key, unnest(list_distinct(source_keys)) as key from standing
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
)
