-- error: Every page that says what its body is has that body.
SELECT url, fetched_at, content_digest
FROM pages ANTI JOIN bodies USING (content_digest)
WHERE content_digest IS NOT NULL
