"""How the crawl came to a URL: what the frontier keeps with it and gives back."""

import msgspec


class Trail(msgspec.Struct, frozen=True, array_like=True):
    """The page that linked to a URL, and the redirects since its link."""

    parent_url: str | None = None
    first: str | None = None  # the URL of the link, when redirects led here
    hops: int = 0
    given: bool = False  # a person gave this sitemap or feed, so it may name any host

    def packed(self) -> bytes:
        """Return the trail as bytes."""
        return msgspec.msgpack.encode(self)


def trail_of(meta: bytes) -> Trail:
    """Return the trail in `meta`; who added a URL by hand left none."""
    try:
        return msgspec.msgpack.decode(meta, type=Trail)
    except msgspec.MsgspecError:
        return Trail()
