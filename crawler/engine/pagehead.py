"""The head of a page, as far as Scrapy looks for what stands there."""

_CHARACTERS = 4096
_LONGEST = 4  # bytes of a character


def head_of(body: bytes) -> bytes:
    """Return the bytes of the characters at which Scrapy looks, or some more."""
    head = body[:_CHARACTERS]
    return head if head.isascii() else body[: _LONGEST * _CHARACTERS]
