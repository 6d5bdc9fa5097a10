"""The sentences that guides are varied by; figures are put in by who writes."""

from collections.abc import Sequence
from typing import Protocol
from zlib import crc32


class _Named(Protocol):
    """What has a guide."""

    @property
    def path(self) -> str:
        """Its name, which decides how things are worded."""
        ...


def word(of: _Named, words: Sequence[str], more: str = "") -> str:
    """Return one of `words`, the same for a category, and for `more`, each time."""
    return words[crc32(f"{of.path}{words[0]}{more}".encode()) % len(words)]


TITLES = ("How to Choose", "What to Buy", "A Buying Guide", "Which One Is for You")
OPENINGS = (
    (
        "How much should {noun} cost? Those that we looked at begin at {low} and end at "
        "{high}; the middle is {middle}. Here is what you get for it, and which we would buy."
    ),
    (
        "There is a wide choice of {noun}: prices begin at {low} and go up to {high}, with "
        "{middle} in the middle. We read the pages of the shops and what buyers wrote there, "
        "and say below which we would take."
    ),
    (
        "You can pay {low} or {high} for {noun}, and the dear one need not suit you better. "
        "With {middle} you are in the middle. This guide shows where they differ."
    ),
)
APART = (
    (
        "These are the facts by which the products differ, as their pages state them. Begin "
        "with the one that you cannot do without; it takes many off the list."
    ),
    (
        "Before you look at names, look at these. Each table says how many products have a "
        "trait, and from which price."
    ),
    (
        "Shops state these facts, and they are where the products part. What is the same "
        "for all of them is left out."
    ),
)
ALSO = (
    (
        "These did not become our picks. One of them may still be yours, if a trait or a "
        "shop matters to you."
    ),
    "Good things are among these too. We had to stop somewhere.",
    "If none of the picks suits you, look here.",
)
OTHERS = (
    "{name} costs {low} and up.",
    "{name}: from {low}.",
    "For {name}, shops ask {low} or more.",
)
UNPAID = (
    "No shop paid for its place here. By which rules we chose stands beside each pick, and "
    "how this was made at the end."
)
COSTS = (
    "With {one}, the middle of the prices is {its}; with {other}, it is {others}.",
    "What the {trait} does to the price: {its} in the middle with {one}, {others} with {other}.",
    "By {trait}: {one} costs {its} in the middle, {other} {others}.",
)
WHICH = (
    "{trait}: {few}? Take what you will use, and not what looks well in a list.",
    "Which {small} do you need? The choice begins with {few}.",
    "{few}: the {small} is what you cannot change afterwards.",
)
MONEY = (
    "How much may it cost? From {low} on you get one; with {middle} you are in the middle.",
    "Where does your budget end? {low} is where prices begin, and {middle} is their middle.",
)
WHERE = (
    "Where will you buy? Look the price up once again, as it was read on the day beside it.",
    "Who sends it, how fast, and what do they ask for that? Prices here are without shipping.",
)
BEGINS = {
    True: (
        "It begins below the middle of all prices here, which is {middle}.",
        "The middle of all prices here is {middle}; this one begins below.",
    ),
    False: (
        "It begins above the middle of all prices here, which is {middle}.",
        "The middle of all prices here is {middle}; this one begins above.",
    ),
}
INSTEAD = (
    "If it is sold out: {name}, from {low}.",
    "Close to it is {name}, which begins at {low}.",
    "Look at {name} as well, from {low}.",
)
RATED = (
    "Buyers at {shop} give it {stars} stars; {many} of them did.",
    "At {shop} it has {stars} stars, by {many} buyers.",
)
