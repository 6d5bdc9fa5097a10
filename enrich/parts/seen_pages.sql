-- Part of a query: each page as it was last read. What an error page reserves or does not
-- says nothing of the page itself.
seen_pages as (
    select url, coalesce(last_status, 200) in (404, 410) as is_gone,
        coalesce(rights.tdm_reserved, false) or coalesce(rights.noarchive, false) as is_reserved
    from (
        select *, first_value(status) over (
            partition by url_key order by fetched_at desc, ingested_at desc) as last_status
        from pages
    )
    where coalesce(status, 200) in (200, 304)
    qualify row_number() over (
        partition by url_key order by fetched_at desc, ingested_at desc) = 1
)
