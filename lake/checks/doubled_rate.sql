-- warning: A bank states one rate for a pair of currencies and a day.
SELECT date, base, quote, source, list(rate) AS rates
FROM fx_rates GROUP BY date, base, quote, source HAVING count(*) > 1
