"""Which pages know their visitor: these alone look at the session, and none is kept.

All other pages are the same for everyone: they set no cookie, look at none, and may be
kept by whoever passes them on.
"""

CONSOLE = "/console"
"""Known to those who run the shop; a visitor's session is of no use there."""
PREFIXES = (
    *("/basket", "/checkout", "/orders", "/download"),
    *("/wishlist", "/consent", "/for-you", "/welcome", CONSOLE),
)


def is_private(path: str) -> bool:
    """Say whether the page at `path`, without a language's prefix, knows who asks."""
    if not path.startswith(PREFIXES):
        return False
    first = path.find("/", 1)
    return (path if first < 0 else path[:first]) in PREFIXES


def has_session(path: str) -> bool:
    """Say whether the page at `path` has a visitor's session."""
    return is_private(path) and not path.startswith(CONSOLE)
