"""The sentences that comparisons are varied by; figures are put in by who writes."""

from collections.abc import Sequence
from zlib import crc32


def worded(key: str, words: Sequence[str]) -> str:
    """Return one of `words`, the same for a key each time."""
    return words[crc32(f"{key}{words[0]}".encode()) % len(words)]


SAVING = (
    "Who buys at {shop} instead of where it is dear keeps {gap}.",
    "Between {shop} and the dear end of this table lie {gap}.",
    "The same thing, {gap} apart: {shop} asks little for it.",
    "Go to {shop}, and up to {gap} stay in your pocket.",
    "Elsewhere than at {shop} you pay up to {gap} over what it asks.",
    "{gap} is what the choice of the shop decides here, and {shop} is the one to ask.",
    "An order at {shop} leaves you up to {gap} for something else.",
)
SAME = (
    "All these shops ask the same.",
    "The price is the same in all these shops.",
    "Here the price does not help you choose: all ask the same.",
)
STARS = (
    "At {shop} {many} buyers gave it {stars} stars.",
    "{shop} shows {stars} stars for it, from {many} ratings.",
    "Its stars at {shop}: {stars}. Ratings behind them: {many}.",
    "Ratings at {shop}: {many}, which come to {stars} stars.",
)
SELLS = (
    "Of these products, it sells {count}.",
    "Products of this list that it has: {count}.",
    "Here it stands with {count} of them.",
    "In our tables you meet it with {count}.",
)
