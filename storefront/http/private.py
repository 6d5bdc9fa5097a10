"""Which pages know their visitor: these alone look at the session, and none is kept.

All other pages are the same for everyone: they set no cookie, look at none, and may be
kept by whoever passes them on.
"""

PREFIXES = ("/wishlist", "/consent", "/for-you", "/welcome")


def is_private(path: str) -> bool:
    """Say whether the page at `path`, without a language's prefix, has a session."""
    if not path.startswith(PREFIXES):
        return False
    first = path.find("/", 1)
    return (path if first < 0 else path[:first]) in PREFIXES
