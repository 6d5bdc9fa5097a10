-- What would sell best, and what speaks for it?
SELECT round(scores.score, 1) AS score, any_value(products.title) AS title,
       any_value(reasons[1].text) AS strongest_reason
FROM scores
JOIN enriched_matches ON enriched_matches.group_key = scores.entity_key
JOIN products ON products.listing_key = enriched_matches.entity_key
GROUP BY scores.entity_key, scores.score
ORDER BY scores.score DESC, title LIMIT 8
