-- Part of a query: the category that each group of listings stands in, and a title of it
-- that pages tell which do not reserve their rights. After `permitted` and `matches`.
described as (
    select m.group_key, p.listing_key,
        case when ok.url is not null then p.title end as title,
        case when ok.url is not null then array_to_string(list_filter(
            list_transform(p.category_path, lambda level: trim(level)),
            lambda level: level <> '')[:2], ' > ') end as path
    from (
        select * from products qualify row_number() over (
            partition by listing_key order by ingested_at desc, input_key) = 1
    ) p
    join matches m using (listing_key)
    left join permitted ok on ok.url = p.source_url
), classed as (
    select entity_key as listing_key,
        array_to_string(string_split(path, ' > ')[:2], ' > ') as path
    from enriched_classes
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), pathed as (
    select group_key, title,
        coalesce(nullif(c.path, ''), nullif(d.path, '')) as path, c.path is not null as is_class
    from described d left join classed c using (listing_key)
), placed_in as (
    -- What most of its listings say; a class goes before what shops say.
    select group_key, coalesce(
            mode(path order by path) filter (is_class and path is not null),
            mode(path order by path) filter (path is not null), '(no category)') as path,
        min(title) as title
    from pathed group by group_key
)
