"""Addresses to which other programs post: a signature proves them, or a name they know.

No page leads there, and no cookie is looked at, so neither an origin nor a form's token is
asked for.
"""

PREFIXES = ("/webhooks/", "/postback/", "/api/v1/carts", "/api/v1/orders")


def is_from_outside(path: str) -> bool:
    """Say whether what is posted to `path` comes from no page of anybody."""
    return path.startswith(PREFIXES)
