"""What came for one lease, from whichever lane: an answer, or why there is none."""

import msgspec

from crawler.exchange import Answer
from frontier.values import Lease


class Came(msgspec.Struct, frozen=True):
    """What came for one lease."""

    lease: Lease
    answer: Answer | Exception
    seconds: float = 0.0  # of what gave no answer
    rendered: str = ""  # the URL that a browser ended at
    proxy: str = ""  # by which way
