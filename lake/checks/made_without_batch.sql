-- error: Every handled input belongs to a committed batch.
SELECT maker, maker_version, input_key, batch_id
FROM made ANTI JOIN batches USING (batch_id)
