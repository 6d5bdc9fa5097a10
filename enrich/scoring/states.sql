-- Part of score.sql: what is told of each group, and the digest of all that decides its score.
select group_key as entity_key, w.* exclude (group_key, told),
    md5(concat_ws('|', currency, facts, age_days // 7, told,
        cast(left_out as varchar), opinions, round(opinion_rating, 3), late, before,
        in_season, dated_days, sentiments, round(sentiment, 2), 'p', place, 'g', gone
        )) as state
from whole w
