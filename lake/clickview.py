"""The view `clicks`: which clicks of the shop count, judged when it is asked.

Nothing is written down: another rule judges all clicks anew, and no click is lost.
"""

BROWSERS = "'edge', 'opera', 'samsung', 'firefox', 'chrome', 'safari'"
# A person opens a few offers at once, a dozen a minute; one network has many persons.
_MOST_A_SECOND, _MOST_A_MINUTE, _MOST_UNLED = 5, 30, 5

CLICKS = f"""
CREATE VIEW clicks AS
WITH numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY session, offer_key, ts::DATE ORDER BY ts, event_id
    ) = 1 AS is_first
    FROM shop_events WHERE kind = 'click'
), counted AS (
    SELECT *,
        count(*) FILTER (is_first) OVER (
            PARTITION BY session, date_trunc('second', ts)
        ) AS in_second,
        count(*) FILTER (is_first) OVER (
            PARTITION BY session, date_trunc('minute', ts)
        ) AS in_minute,
        count(*) FILTER (is_first) OVER (PARTITION BY session, ts::DATE) AS in_day,
        count(page) OVER (PARTITION BY session, ts::DATE) AS led
    FROM numbered
)
SELECT event_id, ts, session, sku, offer_key, host, agent, page,
    CASE
        WHEN agent = 'prefetch' THEN 'prefetch'
        WHEN agent IS NULL OR agent NOT IN ({BROWSERS}) THEN 'robot'
        WHEN in_second > {_MOST_A_SECOND} OR in_minute > {_MOST_A_MINUTE} THEN 'hasty'
        WHEN led = 0 AND in_day > {_MOST_UNLED} THEN 'unled'
        WHEN is_first THEN 'counted'
        ELSE 'repeat'
    END AS verdict
FROM counted
"""  # noqa: S608 # the names are ours
