-- The editions of generated products that may be sold, the newest of each first. An
-- edition counts as made when its draft came last: facts may go back to what they were.
-- A withdrawal without a digest is of all that was made before it, one with a digest of
-- that edition and those before it.
with newest as (
    select generated_key, digest, kind, title, path, quality, status
    from generated where digest is not null
    qualify row_number() over (
        partition by generated_key, digest
        order by ingested_at desc, input_key, status) = 1
),
history as (
    select generated_key, digest, min(ingested_at) as made_at,
        coalesce(
            max(ingested_at) filter (
                status = 'draft' and len(coalesce(faults, [])) = 0),
            min(ingested_at)) as last_made_at
    from generated where digest is not null group by all
),
withdrawals as (
    select g.generated_key, coalesce(
        max(d.ingested_at) filter (d.status = 'draft' and len(coalesce(d.faults, [])) = 0),
        min(d.ingested_at), g.ingested_at) as of_what
    from generated g
    left join generated d on d.generated_key = g.generated_key and d.digest = g.digest
        and d.ingested_at < g.ingested_at
    where g.status = 'withdrawn' group by g.generated_key, g.digest, g.ingested_at
),
gone as (
    select generated_key, max(of_what) as gone_at from withdrawals group by all
),
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
