-- One row an edition that was not checked yet, with all that the gate holds it against, as
-- the lake has it now; see checked.py.
with :permitted
, states as (
    select * from generated where digest is not null
    qualify row_number() over (
        partition by generated_key, digest order by ingested_at desc, input_key) = 1
), gone as (
    select generated_key, max(ingested_at) as gone_at from generated
    where digest is null and status = 'withdrawn' group by generated_key
), works as (
    -- Of a product the newest edition alone.
    select w.* from generated_works w
    left join gone using (generated_key)
    where gone_at is null or gone_at < w.ingested_at
    qualify row_number() over (
        partition by w.generated_key order by w.ingested_at desc, w.input_key) = 1
), fresh as (
    select w.*, s.title, s.path, s.rights, s.quality, s.input_key as state_key
    from works w join states s using (generated_key, digest)
    where s.status = 'draft' and (:unseen)
), asked as (
    select distinct digest, of_table, unnest(source_keys) as key
    from generated_facts semi join fresh using (generated_key, digest)
), wanted as (
    select distinct of_table, key from asked
), listings as (
    select p.* from products p
    semi join permitted on permitted.url = p.source_url
    qualify row_number() over (
        partition by p.listing_key order by p.ingested_at desc, p.input_key) = 1
), said as (
    select md5(concat_ws('|', listing_key, url, author_hash, text)) as key,
        any_value(listing_key) as listing_key, any_value(text) as text, any_value(url) as url
    from opinions semi join permitted on permitted.url = opinions.url group by 1
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
), made_of as (
    select digest, unnest(source_keys) as key from fresh
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
), alike as (
    -- Works that may be its twins: on sale, or to be, or checked before it.
    select f.digest, list(struct_pack(key := o.generated_key, o.words)
        order by o.generated_key) as on_sale
    from fresh f
    join works o on o.generated_key <> f.generated_key
    join states s on s.generated_key = o.generated_key and s.digest = o.digest
    where (s.status in ('checked', 'approved', 'offered')
            or s.status = 'draft' and s.maker <> 'checked' and o.generated_key < f.generated_key)
        and 2 * len(list_intersect(f.sketch, o.sketch))
            >= least(len(f.sketch), len(o.sketch))
    group by f.digest
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
