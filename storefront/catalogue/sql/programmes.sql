-- One row a programme whose page may be shown, with its newest score.
with newest as (
    select * from programmes
    qualify row_number() over (
        partition by programme_key order by ingested_at desc, input_key) = 1
), scored as (
    select entity_key as programme_key, score,
        [reason.text for reason in coalesce(reasons, []) if reason.text is not null]
            as reasons,
        [concat(reason.name, if(reason.value > 0.5, '+', '-'))
            for reason in coalesce(reasons, []) if reason.value is not null] as why
    from scores where kind = 'programme'
    qualify row_number() over (
        partition by entity_key order by ingested_at desc, input_key) = 1
)
select newest.programme_key, merchant, network, newest.kind, commission_kind,
    commission_rate, commission_low, commission_high, newest.currency, cookie_days,
    payout_terms, signup_url, source_url, scored.score,
    coalesce(scored.reasons, []) as reasons, coalesce(scored.why, []) as why,
    permitted.fetched_at as seen_at
from newest
join permitted on permitted.url = newest.source_url
left join scored on scored.programme_key = newest.programme_key
where merchant is not null
order by 1
