-- warning: No input makes its stage fail.
SELECT maker, maker_version, error, count(*) AS inputs, any_value(input_key) AS example
FROM made SEMI JOIN released USING (maker, maker_version)
WHERE error IS NOT NULL GROUP BY maker, maker_version, error
