-- Part of a query: what may be told of the rows of research that facts name, those of today.
select w.of_table, w.key, t.shown from (
    with today as (
        select * from market_categories
        qualify row_number() over (
            partition by entity_key order by ingested_at desc, input_key) = 1
    )
    select 'market_categories' as of_table, entity_key as key, to_json(struct_pack(groups, hosts,
        currency, left_out, price_low_minor, price_mid_minor, price_high_minor,
        sold_out := round(sold_out, 4), reduced := round(reduced, 4),
        reduction := round(reduction, 4), opinions, opinions_before, weekly,
        trend := round(trend, 3), trend_low := round(trend_low, 3),
        trend_high := round(trend_high, 3), sentiment := round(sentiment, 3),
        concentration := round(concentration, 4),
        season := list_transform(season, lambda part: round(part, 4)))) as shown
    from today
    union all
    select 'market_sellers', concat_ws('|', s.entity_key, s.host), to_json(struct_pack(s.host,
        s.groups, s.shared, s.changes, ratio := round(s.ratio, 4),
        ratio_low := round(s.ratio_low, 4), ratio_high := round(s.ratio_high, 4),
        cheapest := round(s.cheapest, 4), in_stock := round(s.in_stock, 4)))
    from market_sellers s semi join today using (entity_key, input_key)
    where not coalesce(s.reserved, false)
    union all
    select 'market_bestsellers', concat_ws('|', b.entity_key, b.group_key),
        to_json(struct_pack(b.place, strength := round(b.strength, 2), b.why))
    from market_bestsellers b semi join today using (entity_key, input_key)
    union all
    select 'market_opportunities', concat_ws('|', o.entity_key, o.kind, coalesce(o.group_key, '')),
        to_json(struct_pack(o.kind, strength := round(o.strength, 2), o.why))
    from market_opportunities o semi join today using (entity_key, input_key)
    union all
    select 'market_sensitivity', concat_ws('|', p.entity_key, p.basis), to_json(struct_pack(p.basis,
        slope := round(p.slope, 3), slope_low := round(p.slope_low, 3),
        slope_high := round(p.slope_high, 3), p.points, p.opinions, p.why))
    from market_sensitivity p semi join today using (entity_key, input_key)
) t join wanted w using (of_table, key)
