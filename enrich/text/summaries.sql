-- What is summed up: the opinions on a group's listings, and each article, with rights.
with :permitted
, :matches
, told as (
    select entity_key, language from enriched_languages where kind = 'opinion'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), said as (
    select distinct g.group_key, o.text,
        -- As in languages.sql.
        md5(concat_ws('|', o.listing_key, o.url, o.author_hash, o.text)) as source_key
    from opinions o semi join permitted on permitted.url = o.url
    join matches g on g.listing_key = o.listing_key
    where o.text is not null
), spoken as (
    select s.*, t.language from said s left join told t on t.entity_key = s.source_key
), main as (
    -- The language most of them have; of two as frequent, the first by its name.
    select group_key, language from spoken group by group_key, language
    qualify row_number() over (
        partition by group_key order by language is null, count(*) desc, language) = 1
), groups as (
    select s.group_key as entity_key, 'group' as kind, cast(null as varchar) as url,
        any_value(m.language) as language,
        list({'source_key': s.source_key, 'text': s.text} order by s.source_key)[:1000]
            as texts,
        md5(concat_ws('|', 'group', any_value(m.language),
            string_agg(s.source_key, ',' order by s.source_key))) as state
    from spoken s join main m on m.group_key = s.group_key
        and m.language is not distinct from s.language
    group by s.group_key
), written as (
    select md5(url) as entity_key, 'article' as kind, url, language,
        [{'source_key': md5(url), 'text': text}] as texts,
        md5(concat_ws('|', 'article', language, text)) as state
    from (
        select * from articles qualify row_number() over (
            partition by url order by ingested_at desc, input_key) = 1
    ) semi join permitted using (url)
    where text is not null
), present as (
    from groups union all from written
), shown as (
    select entity_key, kind, url from enriched_summaries
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
        and summary is not null
)
from present
union all
-- What was summed up and has no source any more says nothing any more.
select s.*, null, [], 'gone' from shown s anti join present using (entity_key)
