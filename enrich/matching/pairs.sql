-- One row a listing that is new or changed, with the listings of other shops that are most
-- like it by rare keys; see pairs.py.
with newest as (
    select entity_key, max_by(input_key, ingested_at) as input_key
    from enriched_blocks group by entity_key
), compared as (
    select entity_key, max_by(input_key, ingested_at) as input_key,
        max_by(maker_version, ingested_at) as version
    from enriched_pairs group by entity_key
), fresh as materialized (
    select n.entity_key, n.input_key from newest n
    left join compared c on c.entity_key = n.entity_key
    where c.input_key is distinct from n.input_key or c.version <> :version
), blocks as (
    select b.* from enriched_blocks b semi join newest n
    on n.entity_key = b.entity_key and n.input_key = b.input_key
    where exists (from fresh)
), mine as materialized (
    select hash(b.entity_key) as id, hash(b.host) as host, unnest(b.keys) as key
    from enriched_blocks b semi join fresh f
    on f.entity_key = b.entity_key and f.input_key = b.input_key
), postings as materialized (
    select * from (
        select hash(entity_key) as id, hash(host) as host, unnest(keys) as key from blocks
    ) semi join (select distinct key from mine) wanted using (key)
), rare as (
    select key, 1 / ln(1 + count(*)) as weight from postings
    group by key having count(*) between 2 and :often
), near as (
    select m.id, p.id as other, sum(r.weight) as weight
    from mine m join rare r on r.key = m.key join postings p on p.key = m.key
    where m.host <> p.host
    group by m.id, p.id
), chosen as materialized (
    select id, other, weight from near
    qualify row_number() over (partition by id order by weight desc, other) <= :most
), needed as materialized (
    select hash(entity_key) as id, b.* from blocks b
    semi join (select id from chosen union select other from chosen
        union select hash(entity_key) from fresh) c on c.id = hash(b.entity_key)
), spelt as materialized (
    select id, unnest(words) as word from needed
), counted as (
    -- Words in one title alone are known by not being listed.
    select word, count(*) as often from (select unnest(words) as word from blocks)
    semi join (select distinct word from spelt) w using (word)
    group by word having count(*) > 1
), told as (
    select s.id, list(s.word order by s.word) as words,
        list(c.often order by s.word) as often
    from spelt s join counted c on c.word = s.word group by s.id
), whole as (
    select n.id, struct_pack(entity_key := n.entity_key, input_key := n.input_key,
        title := n.title, brand := n.brand, mpn := n.mpn, category := n.category,
        details := n.details, price_minor := n.price_minor, currency := n.currency,
        words := t.words, often := t.often) as listing
    from needed n left join told t on t.id = n.id
), others as (
    -- Where both are new, the smaller key has the pair.
    select c.id, list(w.listing order by w.listing.entity_key) as others
    from chosen c join whole m on m.id = c.id join whole w on w.id = c.other
    where m.listing.entity_key < w.listing.entity_key
        or not exists (from fresh f where f.entity_key = w.listing.entity_key)
    group by c.id
)
select f.entity_key, 'listing' as kind, f.input_key, w.listing,
    coalesce(o.others, []) as others,
    (select count(*) from newest) as total
from fresh f join whole w on w.listing.entity_key = f.entity_key
left join others o on o.id = w.id
