-- Part of a query: the pages whose words may be used. One that reserves text and data
-- mining, or forbids copies, is no source; nor is one that is there no more. What an
-- error page reserves or does not says nothing of the page itself.
permitted as (
    select url from (
        select *, first_value(status) over (
            partition by url_key order by fetched_at desc, ingested_at desc) as last_status
        from pages
    )
    where coalesce(status, 200) in (200, 304) and coalesce(last_status, 200) not in (404, 410)
    qualify row_number() over (
        partition by url_key order by fetched_at desc, ingested_at desc) = 1
        and not coalesce(rights.tdm_reserved, false)
        and not coalesce(rights.noarchive, false)
)
