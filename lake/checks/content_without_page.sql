-- warning: What is said of a body is said of one that a page has.
SELECT content_digest, kind, title
FROM contents ANTI JOIN pages USING (content_digest)
