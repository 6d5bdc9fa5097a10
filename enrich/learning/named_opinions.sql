-- Each opinion, and its page: one author writes on it alike of several things.
select entity_key, url, null as sku, coalesce(url, entity_key) as together
from (
    select distinct on (entity_key) entity_key, url from enriched_languages
    where kind = 'opinion' order by entity_key, ingested_at desc, url
)
