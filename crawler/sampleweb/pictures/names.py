"""Under which names the pictures of a product lie: products of one look share theirs."""

from crawler.sampleweb.goods import Good

BOXED = "in-its-box"


def paths(good: Good) -> tuple[str, ...]:
    """Return under which paths of the press host the pictures of `good` lie."""
    colour = good.colour["en"].replace(" ", "-")
    return f"/{good.kind.code}/{colour}.jpg", f"/{good.kind.code}/{BOXED}.jpg"
