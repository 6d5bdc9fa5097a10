-- Part of a query: the rows that facts name, each as a JSON object of what may be told of it.
select 'offers' as of_table, o.listing_key as key, to_json(struct_pack(o.price_minor,
    list_price_minor := case when o.list_price_minor > o.price_minor then o.list_price_minor end,
    o.currency, o.host, rating := round(o.rating, 1), o.reviews, seen_at := cast(o.seen_at as date))) as shown
from offers_latest o
semi join permitted on permitted.url = o.url
semi join wanted w on w.of_table = 'offers' and w.key = o.listing_key
union all
select 'products', l.listing_key, to_json(struct_pack(l.title, l.brand, l.specs))
from listings l semi join wanted w on w.of_table = 'products' and w.key = l.listing_key
union all
select 'scores', s.entity_key,
    to_json(struct_pack(score := round(s.score), s.reasons, s.margin_minor, s.currency))
from scores s semi join wanted w on w.of_table = 'scores' and w.key = s.entity_key
qualify row_number() over (
    partition by s.entity_key order by s.ingested_at desc, s.input_key) = 1
union all
select 'programmes', p.programme_key, to_json(struct_pack(p.merchant, url := p.source_url,
    p.commission_kind, p.commission_rate, p.currency, p.cookie_days))
from programmes p
semi join permitted on permitted.url = p.source_url
semi join wanted w on w.of_table = 'programmes' and w.key = p.programme_key
qualify row_number() over (
    partition by p.programme_key order by p.ingested_at desc, p.input_key) = 1
union all
select 'opinions', o.key, to_json(struct_pack(o.text, o.url))
from said o semi join wanted w on w.of_table = 'opinions' and w.key = o.key
union all
select 'enriched_sentiments', s.entity_key, to_json(struct_pack(s.sentiment))
from enriched_sentiments s
semi join said o on o.key = s.entity_key
semi join wanted w on w.of_table = 'enriched_sentiments' and w.key = s.entity_key
where s.kind = 'opinion'
qualify row_number() over (
    partition by s.entity_key order by s.ingested_at desc, s.input_key) = 1
union all
select 'price_history', concat_ws('|', h.listing_key, epoch_us(h.valid_from)),
    to_json(struct_pack(h.price_minor, h.currency, valid_from := cast(h.valid_from as date)))
from price_history h
semi join (
    select o.listing_key from offers_latest o semi join permitted on permitted.url = o.url
) o using (listing_key)
semi join wanted w
    on w.of_table = 'price_history' and w.key = concat_ws('|', h.listing_key, epoch_us(h.valid_from))
union all
select 'enriched_matches', m.entity_key, to_json(struct_pack(m.group_key))
from enriched_matches m
semi join wanted w on w.of_table = 'enriched_matches' and w.key = m.entity_key
qualify row_number() over (
    partition by m.entity_key order by m.ingested_at desc, m.input_key) = 1
union all
select 'forecasts', concat_ws('|', f.entity_key, f.week), to_json(struct_pack(f.week, f.unit,
    expected := round(f.expected, 1), low := round(f.low, 1), high := round(f.high, 1)))
from forecasts f
semi join wanted w on w.of_table = 'forecasts' and w.key = concat_ws('|', f.entity_key, f.week)
qualify row_number() over (
    partition by f.entity_key, f.week order by f.ingested_at desc, f.input_key) = 1
union all
select 'backtests', concat_ws('|', b.entity_key, b.model),
    to_json(struct_pack(wape := round(b.wape, 2)))
from backtests b
semi join wanted w on w.of_table = 'backtests' and w.key = concat_ws('|', b.entity_key, b.model)
qualify row_number() over (
    partition by b.entity_key, b.model order by b.ingested_at desc, b.input_key) = 1
union all
:shown_markets
