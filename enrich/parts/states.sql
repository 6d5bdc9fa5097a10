-- Part of a query: what each edition of a generated product was last said to be.
states as (
    select * from generated where digest is not null
    qualify row_number() over (
        partition by generated_key, digest order by ingested_at desc, input_key) = 1
)
