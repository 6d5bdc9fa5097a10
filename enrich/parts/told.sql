-- Part of a query: the language of each text.
told as (
    select entity_key, language from enriched_languages qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
