-- The newest rate of each pair of currencies.
select base, quote, rate from fx_rates where rate > 0
qualify row_number() over (partition by base, quote order by date desc, source) = 1
