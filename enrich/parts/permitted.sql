-- Part of a query: the pages whose words may be used. One that reserves text and data
-- mining, or forbids copies, is no source.
permitted as (
    select url from pages
    qualify row_number() over (
        partition by url_key order by fetched_at desc, ingested_at desc) = 1
        and not coalesce(rights.tdm_reserved, false)
        and not coalesce(rights.noarchive, false)
)
