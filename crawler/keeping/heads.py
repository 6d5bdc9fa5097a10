"""Heads of responses as they are kept: true of the body that is kept behind them."""

import re

from crawler.exchange import Answer

# What lanes undo; a body in another coding is kept as it came, and its head says so.
_CODED = re.compile(
    rb"(?im)^content-encoding(?=[ \t]*:[ \t]*(?:x-)?(?:gzip|deflate|br|zstd)\b)"
)
_MARKED = rb"X-Archive-Orig-Content-Encoding"


def decoded_head(head: bytes) -> bytes:
    """Return `head` with the line marked that says how its body was coded on its way.

    Other readers would decode a body that is decoded already.
    """
    # A look with `in` costs a tenth of an expression.
    return _CODED.sub(_MARKED, head) if b"content-enc" in head.lower() else head


def head_of(answer: Answer) -> bytes:
    """Return the header lines of `answer`."""
    return b"\r\n".join([b": ".join(header) for header in answer.headers])
