"""The view `cc`: our pages under the column names of Common Crawl's columnar index.

Their published SQL says `"ccindex"."ccindex"` or `ccindex`; both lead here.
"""

# ISO 639-1, which pages declare, to ISO 639-3, which the index holds.
_LANGUAGES = (
    "ar:ara bg:bul bn:ben ca:cat cs:ces da:dan de:deu el:ell en:eng es:spa et:est"
    " eu:eus fa:fas fi:fin fr:fra ga:gle gl:glg he:heb hi:hin hr:hrv hu:hun hy:hye"
    " id:ind is:isl it:ita ja:jpn ka:kat kk:kaz ko:kor lt:lit lv:lav mk:mkd ms:msa"
    " nb:nob nl:nld nn:nno no:nor pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sq:sqi"
    " sr:srp sv:swe sw:swa ta:tam th:tha tl:tgl tr:tur uk:ukr ur:urd vi:vie zh:zho"
)
_MAP = ", ".join(f"'{pair[:2]}': '{pair[3:]}'" for pair in _LANGUAGES.split())

CC = rf"""
CREATE VIEW cc AS
WITH body AS (
    SELECT content_digest, max_by(
        {{'file': warc_file, 'start': warc_offset, 'size': warc_length}}, ingested_at
    ) AS place
    FROM bodies GROUP BY content_digest
), content AS (
    SELECT content_digest, any_value(language) AS language, true AS is_read
    FROM contents GROUP BY content_digest
), page AS (
    SELECT *, lower(trim(split_part(content_type, ';', 1))) AS mime,
        CASE WHEN host ~ '^[0-9.]+$' OR contains(host, ':') THEN []
             ELSE list_reverse(string_split(host, '.')) END AS parts
    FROM pages LEFT JOIN body USING (content_digest) LEFT JOIN content USING (content_digest)
)
SELECT
    url_key AS url_surtkey,
    url,
    host AS url_host_name,
    parts[1] AS url_host_tld,
    parts[2] AS url_host_2nd_last_part,
    parts[3] AS url_host_3rd_last_part,
    parts[4] AS url_host_4th_last_part,
    parts[5] AS url_host_5th_last_part,
    CASE WHEN len(parts) > 0 AND contains(domain, '.')
         THEN substr(domain, strpos(domain, '.') + 1) END AS url_host_registry_suffix,
    CASE WHEN len(parts) > 0 THEN domain END AS url_host_registered_domain,
    url_host_registry_suffix AS url_host_private_suffix,
    url_host_registered_domain AS url_host_private_domain,
    nullif(list_aggregate(parts, 'string_agg', '.'), '') AS url_host_name_reversed,
    split_part(url, ':', 1) AS url_protocol,
    TRY_CAST(regexp_extract(url, '^[a-z]+://[^/?#]*:([0-9]+)', 1) AS INTEGER) AS url_port,
    regexp_extract(url, '^[a-z]+://[^/?#]*([^?#]*)', 1) AS url_path,
    nullif(regexp_extract(url, '\?([^#]*)', 1), '') AS url_query,
    fetched_at AS fetch_time,
    CAST(status AS SMALLINT) AS fetch_status,
    CASE WHEN status BETWEEN 300 AND 399 THEN final_url END AS fetch_redirect,
    content_digest,
    mime AS content_mime_type,
    CASE WHEN is_read THEN 'text/html' ELSE mime END AS content_mime_detected,
    upper(charset) AS content_charset,
    coalesce(map {{{_MAP}}}[split_part(language, '-', 1)], language) AS content_languages,
    CASE WHEN truncated THEN 'length' END AS content_truncated,
    NULL::VARCHAR AS warc_record_id,
    'warc/' || place.file AS warc_filename,
    place.start AS warc_record_offset,
    place.size AS warc_record_length,
    regexp_extract(place.file, '^[^.]*') AS warc_segment,
    campaign AS crawl,
    CASE WHEN status = 200 THEN 'warc' ELSE 'crawldiagnostics' END AS subset
FROM page
"""  # noqa: S608 # two constants of ours; one column a line

CCINDEX = """
CREATE VIEW ccindex AS FROM cc;
CREATE SCHEMA ccindex;
CREATE VIEW ccindex.ccindex AS FROM main.cc
"""
