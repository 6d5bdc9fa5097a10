-- What each product and each generated work is in a sentence, of its newest texts.
with newest as (
    select * from short_texts
    qualify input_key = first_value(input_key) over (
        partition by kind, entity_key order by ingested_at desc, input_key)
)
select kind, entity_key, text from newest
where slot in ('meta_description', 'description') and text is not null
qualify row_number() over (
    partition by kind, entity_key order by slot <> 'meta_description', ingested_at desc, text) = 1
order by kind, entity_key
