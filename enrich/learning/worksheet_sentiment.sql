-- Opinions by how unsure their judgement is.
with :labelled
, last as (
    select * from enriched_sentiments qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), said as (
    select md5(concat_ws('|', listing_key, url, author_hash, text)) as entity_key,
        max(text) as text, max(rating) as rating, max(url) as url
    from opinions where text is not null group by 1
)
select s.entity_key as key, '' as label, s.text, s.rating,
    round(last.sentiment, 3) as guess, round(last.confidence, 3) as sure, s.url
from said s left join last on last.entity_key = s.entity_key
where s.entity_key not in (select key from labelled where step = 'sentiment')
order by coalesce(last.confidence, 0), s.entity_key
limit $rows
