-- Where the bytes of products' images lie: those that were fetched, whole, of pages that
-- may be copied.
with wanted as (
    select distinct unnest(images) as url from products
), placed as (
    select * from bodies
    qualify row_number() over (
        partition by content_digest order by ingested_at, warc_file, warc_offset) = 1
)
select permitted.url, permitted.content_digest, placed.warc_file, placed.warc_offset,
    placed.warc_length
from permitted
semi join wanted on wanted.url = permitted.url
join placed on placed.content_digest = permitted.content_digest
where not permitted.is_cut and permitted.content_type like 'image/%'
order by 1
