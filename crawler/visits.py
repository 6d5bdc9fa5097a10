"""What a visit found, for a campaign that visits its pages again."""

from crawler.exchange import Answer
from crawler.keeping.heads import head_of
from crawler.keeping.validators import Last, validators_in
from frontier.planner import Visit
from lake.keys import content_digest

# What pages with a price hold, whatever else they are.
_OFFERS = (b"priceCurrency", b"price:amount", b'itemprop="price"')


def visited(answer: Answer, depth: int) -> Visit:
    """Return what a page was found to be."""
    etag, modified = validators_in(head_of(answer))
    return Visit(
        digest=_number(content_digest(answer.body)),
        etag=etag or "",
        modified=modified or "",
        offer=any(mark in answer.body for mark in _OFFERS),
        depth=depth,
    )


def listed(answer: Answer, depth: int, *, given: bool) -> Visit:
    """Return what a sitemap or feed was found to be."""
    digest = _number(content_digest(answer.body))
    return Visit(digest=digest, sitemap=True, given=given, depth=depth)


def unchanged(last: Last, depth: int, *, offer: bool) -> Visit:
    """Return that a page is what it was."""
    return Visit(
        digest=_number(last.digest),
        etag=last.etag or "",
        modified=last.modified or "",
        offer=offer,
        depth=depth,
    )


def _number(digest: str) -> int:
    return int(digest[:16], 16)
