-- One row an edition that was not checked yet, with all that the gate holds it against, as
-- the lake has it now; see checked.py.
with :permitted
, states as (
    select generated_key, digest, status, maker, maker_version, title, path, rights, quality, input_key
    from generated where digest is not null
    qualify row_number() over (
        partition by generated_key, digest order by ingested_at desc, input_key) = 1
)
, :gone
, editions as (
    -- What a work says is wide: here stands which there are, and it is read of those needed.
    select w.generated_key, w.digest, w.maker, w.input_key, w.ingested_at from generated_works w
    left join gone using (generated_key)
    where gone_at is null or gone_at < w.ingested_at
    qualify row_number() over (
        partition by w.generated_key, w.digest order by w.ingested_at desc, w.input_key) = 1
), newest as (
    -- Of a product the newest edition alone is checked.
    select * from editions
    qualify row_number() over (
        partition by generated_key order by ingested_at desc, input_key) = 1
), chosen as (
    select w.*, s.title, s.path, s.rights, s.quality, s.input_key as state_key
    from newest w join states s using (generated_key, digest)
    where s.status = 'draft' and (:unseen)
), fresh as (
    select w.*, c.title, c.path, c.rights, c.quality, c.state_key
    from generated_works w join chosen c using (generated_key, digest)
    qualify row_number() over (
        partition by w.generated_key, w.digest order by w.ingested_at desc, w.input_key) = 1
), asked as (
    select distinct digest, of_table, unnest(source_keys) as key
    from generated_facts semi join fresh using (generated_key, digest)
), wanted as (
    select distinct of_table, key from asked
), made_of as (
    select digest, unnest(source_keys) as key from fresh
), listings as (
    select p.* from products p
    semi join permitted on permitted.url = p.source_url
    semi join (
        select key from made_of union select key from wanted where of_table = 'products'
    ) k on k.key = p.listing_key
    qualify row_number() over (
        partition by p.listing_key order by p.ingested_at desc, p.input_key) = 1
), told as (
    select * from opinions semi join made_of on made_of.key = opinions.listing_key
    union all
    select * from opinions semi join wanted
        on wanted.key = md5(concat_ws('|', listing_key, url, author_hash, text))
), said as (
    select md5(concat_ws('|', listing_key, url, author_hash, text)) as key,
        any_value(listing_key) as listing_key, any_value(text) as text, any_value(url) as url
    from told semi join permitted on permitted.url = told.url group by 1
), shown as (
:shown
), rows_of as (
    select a.digest, list(struct_pack(a.of_table, a.key, s.shown)
        order by a.of_table, a.key) as shown
    from asked a join shown s using (of_table, key) group by a.digest
), led as (
    select digest, unnest(links) as url from fresh
), answers as (
    -- What the newest answer says of each address.
    select p.url, coalesce(p.status, 200) not in (404, 410) as alive from pages p
    semi join led using (url)
    qualify row_number() over (
        partition by p.url order by p.fetched_at desc, p.ingested_at desc) = 1
), pages_of as (
    select l.digest, list(struct_pack(l.url, a.alive,
        reserved := l.url not in (select url from permitted)) order by l.url) as pages
    from led l join answers a using (url) group by l.digest
), named as (
    select m.digest, unnest(list_concat([l.title, l.brand], l.category_path,
        json_keys(try_cast(l.specs as json)))) as name
    from made_of m join listings l on l.listing_key = m.key
    union
    select a.digest, unnest([p.merchant, p.network]) from asked a
    join programmes p on a.of_table = 'programmes' and p.programme_key = a.key
), names_of as (
    select digest, list(distinct name order by name) as known from named
    where name is not null and name <> '' group by digest
), wrote as (
    select m.digest, m.key, l.description as text
    from made_of m join listings l on l.listing_key = m.key
    union
    select m.digest, o.key, o.text from made_of m join said o on o.listing_key = m.key
    union
    -- What the sites wrote that it leads to.
    select l.digest, a.url, a.text from led l join articles a on a.url = l.url
), texts_of as (
    select digest, list(struct_pack(key, text) order by key, text) as texts
    from wrote where text <> '' group by digest
), others as (
    -- On sale, or to be, in any edition; or checked before it.
    select e.generated_key, e.digest, null as before from editions e
    join states s using (generated_key, digest)
    where s.status in ('checked', 'approved', 'offered')
    union all
    select w.generated_key, w.digest, w.generated_key from newest w
    join states s using (generated_key, digest)
    where s.status = 'draft' and s.maker <> 'checked'
), twins as (
    select distinct f.digest, o.generated_key as other_key, o.digest as other
    from fresh f
    join others o on o.generated_key <> f.generated_key
        and (o.before is null or o.before < f.generated_key)
    join generated_works w on w.generated_key = o.generated_key and w.digest = o.digest
    where 2 * len(list_intersect(f.sketch, w.sketch))
        >= least(len(f.sketch), len(w.sketch))
), near as (
    -- One list, so that it is known to be short beside all works: those are not held then.
    select unnest(list(distinct other)) as digest from twins
), worded as (
    select w.generated_key, w.digest, min(w.words) as words
    from generated_works w semi join near using (digest)
    group by w.generated_key, w.digest
), alike as (
    select t.digest, list(struct_pack(key := concat_ws(' ', w.generated_key, w.digest), w.words)
        order by w.generated_key, w.digest) as on_sale
    from twins t
    join worded w on w.generated_key = t.other_key and w.digest = t.other
    group by t.digest
)
select f.generated_key, f.digest, f.kind, f.title, f.path, f.rights, f.quality, f.as_of,
    f.source_keys, f.work, f.names, coalesce(r.shown, []) as shown, coalesce(p.pages, []) as pages,
    coalesce(n.known, []) as known, coalesce(t.texts, []) as texts,
    coalesce(a.on_sale, []) as on_sale,
    md5(concat_ws('|', f.generated_key, f.digest, f.state_key)) as input_key
from fresh f
left join rows_of r using (digest)
left join pages_of p using (digest)
left join names_of n using (digest)
left join texts_of t using (digest)
left join alike a using (digest)
