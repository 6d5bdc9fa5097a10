-- One row a niche that is wide enough for a book: its kinds of things, best first, what
-- buyers, articles and programmes say of it; see ebook.py. A niche is the widest level
-- where shops put their goods, told in English. Keys of opinions as in text/languages.sql.
with :permitted
, :matches
, :present
, :told
, :heard
, :listings
, things as (
    -- A group is told of in the words of one listing, and in English.
    select m.group_key, p.listing_key, p.source_url as url, p.title, p.brand, p.specs, p.description,
        trim(p.category_path[1]) as niche, trim(p.category_path[2]) as kind
    from listings p
    join matches m using (listing_key)
    join told t on t.entity_key = p.listing_key and t.language = 'en'
    where trim(p.category_path[1]) <> '' and trim(p.category_path[2]) <> ''
    qualify row_number() over (
        partition by m.group_key order by p.confidence desc, p.listing_key) = 1
), phrased as (
    select entity_key as listing_key, phrases from enriched_keyphrases where kind = 'listing'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), money as (
    select t.niche, p.currency from present p join things t using (group_key)
    group by t.niche, p.currency
    qualify row_number() over (partition by niche order by count(*) desc, currency) = 1
), shops as (
    select t.niche, p.group_key, p.host, max(cast(p.checked_at as date)) as checked_on,
        arg_min(struct_pack(p.listing_key, p.host, p.url, p.price_minor,
            p.availability, seen_on := cast(p.seen_at as date)),
            (p.price_minor, p.listing_key)) as offer
    from present p
    join things t using (group_key)
    join money m on m.niche = t.niche and m.currency = p.currency
    group by all
), asked as (
    select niche, group_key, max(checked_on) as checked_on,
        list(offer order by offer.price_minor, host) as offers
    from shops group by all
), voices as (
    select h.group_key, list(struct_pack(h.opinion_key, h.listing_key, h.text, h.url, f.read_on,
            host := split_part(h.url, '/', 3), j.sentiment)
        order by h.posted_at desc nulls last, h.opinion_key)[:12] as voices
    from heard h
    join judged j using (opinion_key)
    join told t on t.entity_key = h.opinion_key and t.language = 'en'
    join fetched f using (url)
    where length(h.text) between 20 and 1000 and j.sentiment is not null
    group by h.group_key
), scored as (
    select entity_key as group_key, round(score) as score from scores
    where coalesce(kind, 'group') = 'group'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), best as (
    select t.*, a.offers, a.checked_on, s.score, coalesce(p.phrases, []) as phrases,
        coalesce(j.glad, []) as glad, coalesce(j.sorry, []) as sorry,
        coalesce(j.heard, []) as heard, coalesce(v.voices, []) as voices
    from things t
    join asked a using (niche, group_key)
    join scored s using (group_key)
    left join phrased p using (listing_key)
    left join judged_groups j using (group_key)
    left join voices v using (group_key)
    qualify row_number() over (
        partition by t.niche, t.kind order by s.score desc, t.group_key) <= 24
), kinds as (
    select niche, kind, max(checked_on) as checked_on, sum(len(heard)) as opinions,
        flatten(list(list_transform(offers, lambda o: o.host))) as hosts,
        list(struct_pack(group_key, listing_key, url, title, brand, description, specs, score,
            offers, reasons := [], heard, glad, sorry, voices, phrases)
            order by score desc, group_key) as things
    from best group by niche, kind having count(*) >= 4
    qualify row_number() over (partition by niche order by count(*) desc, kind) <= 10
), wide as (
    select niche, max(checked_on) as as_of, sum(opinions) as opinions,
        list_sort(list_distinct(flatten(list(hosts)))) as hosts,
        list_distinct(flatten([[lower(niche)], list(lower(kind))])) as names,
        list(struct_pack(kind, things) order by kind) as kinds
    from kinds group by niche having count(*) >= 3
        and len(list_distinct(flatten(list(hosts)))) >= 3
), moved as (
    -- What shops asked in the year before, where it changed and we saw it change.
    select b.niche, list(struct_pack(h.listing_key, h.group_key, h.readings)
        order by h.listing_key) as histories
    from (
        select p.listing_key, p.group_key, list(struct_pack(micros := epoch_us(h.valid_from),
            price_minor := h.price_minor, read_on := cast(h.valid_from as date))
            order by h.valid_from) as readings
        from (select *, max(cast(checked_at as date)) over () as newest_on from present) p
        join price_history h on h.listing_key = p.listing_key and h.currency = p.currency
        where h.price_minor > 0
            and coalesce(cast(h.valid_to as date), p.newest_on) >= p.newest_on - 366
        group by p.listing_key, p.group_key, p.price_minor
        having count(*) > 1 and last(h.price_minor order by h.valid_from) = p.price_minor
    ) h join best b using (group_key)
    group by b.niche
), last as (
    select generated_key, title as called, status, input_key, maker_version, ingested_at
    from generated where maker = 'niche_ebook'
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
), chosen as (
    -- The niches that buyers say most of, and those that have a book.
    select *, left(md5(niche), 16) as topic, row_number() over (order by opinions desc, niche) as place
    from wide
    qualify place <= 3 or topic in (select left(input_key, 16) from last)
), summed as (
    select entity_key, list_transform(outputs, lambda o: o.text) as said
    from enriched_summaries where kind = 'article'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
), written as (
    select a.url, a.kind, trim(a.headline) as headline, a.published_at, f.read_on,
        coalesce(s.said, []) as said
    from articles a
    semi join permitted on permitted.url = a.url
    join fetched f on f.url = a.url
    left join summed s on s.entity_key = md5(a.url)
    left join told t on t.entity_key = md5(a.url)
    where a.kind in ('article', 'forum') and trim(a.headline) <> '' and a.text is not null
        and coalesce(t.language, a.language) = 'en'
    qualify row_number() over (
        partition by a.url order by a.ingested_at desc, a.input_key) = 1
), words as (
    -- A name in the singular stands in the plural as well.
    select niche, rtrim(unnest(names), 's') as word from chosen
), about as (
    select niche, url, any_value(w) as page, count(*) as found,
        bool_or(contains(lower(' ' || headline), ' ' || word)) as is_headline
    from written w join words
        on contains(lower(concat_ws(' ', '', headline, array_to_string(said, ' '))), ' ' || word)
    where length(word) > 2
    group by all
), read as (
    select niche, list(struct_pack(article_key := md5(url), url, kind := page.kind, headline := page.headline,
            read_on := page.read_on)
        order by page.kind, is_headline desc, page.published_at desc nulls last, url) as articles
    from (
        select * from about qualify row_number() over (partition by niche, page.kind
            order by is_headline desc, found desc, page.published_at desc nulls last, url) <= 12
    ) group by niche
), paid as (
    select p.programme_key, p.source_url as url, p.merchant, p.network, p.commission_kind,
        p.commission_rate, p.currency, p.cookie_days, s.score, s.margin_minor, s.money,
        [] as reasons, null as shop, f.read_on, s.host
    from (
        select * from programmes semi join permitted on permitted.url = programmes.source_url
        where merchant is not null and commission_rate > 0
            and commission_kind in ('percent', 'fixed')
        qualify row_number() over (
            partition by programme_key order by ingested_at desc, input_key) = 1
    ) p
    join (
        select entity_key as programme_key, round(score) as score, margin_minor,
            currency as money, host
        from scores where kind = 'programme'
        qualify row_number() over (
            partition by entity_key order by ingested_at desc, input_key) = 1
    ) s using (programme_key)
    join fetched f on f.url = p.source_url
    qualify row_number() over (
        partition by lower(p.merchant), split_part(p.source_url, '/', 3)
        order by s.score desc, p.programme_key) = 1
), paying as (
    -- Those of shops that sell in the niche.
    select c.niche, list(struct_pack(p.programme_key, p.url, p.merchant, p.network,
            p.commission_kind, p.commission_rate, p.currency, p.cookie_days, p.score,
            p.margin_minor, p.money, p.reasons, p.shop, p.read_on)
        order by p.score desc, p.programme_key) as programmes
    from chosen c join paid p on list_contains(c.hosts, p.host)
    group by c.niche
), stated as (
    select c.niche, c.topic, m.currency, c.as_of, c.kinds,
        coalesce(r.articles, []) as articles, coalesce(p.programmes, []) as programmes,
        coalesce(v.histories, []) as histories,
        -- The day of reading alone makes no edition.
        md5(regexp_replace(concat_ws('|', m.currency, to_json(c.kinds), to_json(r.articles),
            to_json(p.programmes), to_json(v.histories)), '"read_on":"[^"]*"', '', 'g')) as state
    from chosen c
    join money m using (niche)
    left join read r using (niche)
    left join paying p using (niche)
    left join moved v using (niche)
)
select niche, currency, as_of, kinds, articles, programmes, histories,
    concat_ws('-', s.topic, s.state,
        coalesce(cast(epoch_us(last.ingested_at) as varchar), '')) as input_key,
    cast(null as varchar) as withdrawn, cast(null as varchar) as title
from stated s left join last on left(last.input_key, 16) = s.topic
where last.input_key is null or last.maker_version <> :version
    or substr(last.input_key, 18, 32) <> s.state
union all by name
-- A niche that is too thin by now loses its book.
select l.generated_key as withdrawn, l.called as title, concat_ws('-', left(l.input_key, 16), 'gone',
    cast(epoch_us(l.ingested_at) as varchar)) as input_key
from last l
where l.status <> 'withdrawn'
    and left(l.input_key, 16) not in (select topic from stated)
