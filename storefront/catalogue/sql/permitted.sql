-- Asked first, kept for the questions that follow: the pages that may be shown. One that
-- reserves text and data mining, or forbids copies, is no source; nor is one that is there
-- no more. Of an error page's rights nothing follows.
create temp table permitted as
select url, content_digest, host, fetched_at, content_type, coalesce(truncated, false) as is_cut
from (
    select *, first_value(status) over (
        partition by url order by fetched_at desc, ingested_at desc) as last_status
    from pages
)
where content_digest is not null
    and coalesce(status, 200) in (200, 304) and coalesce(last_status, 200) not in (404, 410)
qualify row_number() over (
    partition by url order by fetched_at desc, ingested_at desc) = 1
    and not coalesce(rights.tdm_reserved, false)
    and not coalesce(rights.noarchive, false)
