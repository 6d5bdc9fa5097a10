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
    select hash(n.entity_key) as id, n.entity_key, n.input_key from newest n
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
), rare as materialized (
    -- In whole numbers: sums of fractions differ with the order in which they are added.
    select key, cast(round(1000000 / ln(1 + count(*))) as bigint) as weight from postings
    group by key having count(*) between 2 and :often
), found as materialized (
    -- Each join stands apart: joined in another order, common keys are all with all.
    select p.id, p.host, p.key, r.weight from postings p join rare r on r.key = p.key
), asking as materialized (
    select m.id, m.host, m.key from mine m semi join rare r on r.key = m.key
), near as (
    select a.id, f.id as other, sum(f.weight) as weight
    from asking a join found f on f.key = a.key
    where a.host <> f.host
    group by a.id, f.id
), chosen as materialized (
    select id, other, weight from near
    qualify row_number() over (partition by id order by weight desc, other) <= :most
), kept as materialized (
    -- Where both are new, the one that is made first has the pair: by it the other is known
    -- also when a run ends between them. Inputs are made in the order of their keys.
    select distinct if(o.input_key < m.input_key, c.other, c.id) as id,
        if(o.input_key < m.input_key, c.id, c.other) as other
    from chosen c join fresh m on m.id = c.id left join fresh o on o.id = c.other
), needed as materialized (
    select hash(b.entity_key) as id, b.entity_key, b.input_key, b.title, b.brand, b.mpn,
        b.category, b.price_minor, b.currency, b.words
    from blocks b
    semi join (select other as id from kept union select id from fresh) k
    on k.id = hash(b.entity_key)
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
), whole as materialized (
    select n.id, struct_pack(entity_key := n.entity_key, input_key := n.input_key,
        title := n.title, brand := n.brand, mpn := n.mpn, category := n.category,
        price_minor := n.price_minor, currency := n.currency,
        words := t.words, often := t.often) as listing
    from needed n left join told t on t.id = n.id
), others as (
    select k.id, list(w.listing order by w.id) as others
    from kept k join whole w on w.id = k.other group by k.id
)
select f.entity_key, 'listing' as kind, f.input_key, w.listing,
    coalesce(o.others, []) as others,
    (select count(*) from newest) as total
from fresh f join whole w on w.id = f.id left join others o on o.id = f.id
