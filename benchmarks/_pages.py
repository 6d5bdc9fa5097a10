"""Page rows as a crawl of 600 hosts gives them, for benchmarks."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lake.keys import content_digest

Row = dict[str, Any]
START = datetime(2026, 11, 20, tzinfo=UTC)


def page(number: int) -> Row:
    """Return the page row of that number."""
    host = f"shop{number % 600}.test"
    path = f"products/{number * 7919 % 1_000_003}/article-{number}"
    url = f"https://{host}/{path}"
    return {
        "url_key": f"test,shop{number % 600})/{path}",
        "url": url,
        "final_url": url,
        "host": host,
        "domain": host,
        "fetched_at": START + timedelta(milliseconds=37 * number),
        "status": 200 if number % 20 else 404,
        "content_type": "text/html",
        "charset": "utf-8",
        "content_digest": content_digest(str(number).encode()),
        "body_len": 20_000 + number % 9_000,
        "depth": number % 6,
        "parent_url": f"https://{host}/products/",
        "renderer": "http",
        "robots_state": "allowed",
        "campaign": "bench",
        "truncated": False,
    }
