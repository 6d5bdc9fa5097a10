-- The snapshot whose rows came last.
select snapshot from catalogue order by ingested_at desc limit 1
