"""What the lake has already, so that no body and no list of links is kept twice."""

from typing import Any

from crawler.sink import Kept
from lake.keys import input_key
from lake.sql import current
from lake.store import Lake


def kept(lake: Lake) -> Kept:
    """Return the bodies that `lake` holds, and the pages whose links it holds."""
    with current(lake) as connection:
        bodies = connection.execute("SELECT content_digest FROM bodies").fetchall()
        pages: list[Any] = connection.execute(
            "SELECT DISTINCT url_key, content_digest FROM pages"
        ).fetchall()
    return Kept(
        {digest for (digest,) in bodies},
        {input_key(key, digest) for key, digest in pages},
    )
