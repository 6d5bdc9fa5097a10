-- The editions of generated products that may be sold, the newest of each first; what
-- of them counts is said in lake/editions.py.
with :editions,
works as (
    select generated_key, digest, len(coalesce(links, [])) as links,
        cast(json_extract_string(work, '$.chapters[*].title') as varchar[]) as contents
    from generated_works
    qualify row_number() over (
        partition by generated_key, digest order by ingested_at desc, input_key) = 1
)
select generated_key, digest, kind, title, path, quality, made_at,
    coalesce(works.contents, []) as contents, coalesce(works.links, 0) as links
from newest
join history using (generated_key, digest)
left join works using (generated_key, digest)
left join gone using (generated_key)
where status in ('approved', 'offered')
    and title is not null and (ends_with(path, '.pdf') or ends_with(path, '.mp4'))
    and coalesce(last_made_at > gone_at, true)
order by generated_key, last_made_at desc, digest
