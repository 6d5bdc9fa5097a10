-- warning: A currency is written as three capital letters.
SELECT currency, count(*) AS offers, any_value(url) AS example
FROM offers WHERE NOT regexp_full_match(currency, '[A-Z]{3}') GROUP BY currency
