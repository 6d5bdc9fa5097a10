-- Part of a query: the pages whose words may be used. One that reserves text and data
-- mining, or forbids copies, is no source; nor is one that is there no more.
:seen_pages
, permitted as (
    select url from seen_pages where not is_gone and not is_reserved
)
