-- Part of a query that has `matches`: the best place of each group in those lists of
-- shops whose title or address matches a pattern.
lists as (
    select p.url from (
        select url, content_digest from pages semi join contents using (content_digest)
        qualify row_number() over (
            partition by url order by fetched_at desc, ingested_at desc) = 1
    ) p join contents c using (content_digest)
    where c.kind in ('listing', 'collection')
        and regexp_matches(lower(concat_ws(' ', c.title, p.url)), ':called')
), listed as (
    select l.src_url, l.dst_url, min(l.position) as position from links l
    semi join lists b on b.url = l.src_url
    where l.kind = 'product'
    group by l.src_url, l.dst_url, l.ingested_at
    qualify l.ingested_at = max(l.ingested_at) over (partition by l.src_url)
), placed as (
    select m.group_key, min(place) as place from (
        select dst_url, row_number() over (
            partition by src_url order by position, dst_url) as place
        from listed
    ) join offers_latest o on o.url = dst_url join matches m using (listing_key)
    group by m.group_key
)
