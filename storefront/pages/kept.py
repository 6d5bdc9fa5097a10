"""What is kept of visitors, told from the same constants that keep it."""

from datetime import timedelta

import msgspec

from ledger.carts.carts import LIVES
from ledger.sessions import IDLE, LONGEST
from storefront.events.agreed import LASTS_S
from storefront.pages.words import Words, msg


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is kept, in words."""

    name: str
    what: str
    why: str
    how_long: str


def kept(words: Words, *, every_request: bool) -> tuple[Kept, ...]:
    """Return all that is kept of visitors, given whether each request is logged."""
    return (
        _wishes(words),
        _baskets(words),
        _orders(words),
        _agreed(words),
        _views(words),
        _clicks(words),
        _requests(words, every=every_request),
    )


def _wishes(words: Words) -> Kept:
    return Kept(
        name=words("The cookie of your wishlist"),
        what=words(
            "The first thing you put on your wishlist sets a cookie with a random"
            " name. Under that name we keep the products, their prices of that day and"
            " nothing else. Without it no cookie is set."
        ),
        why=words("So that the list is there when you come back."),
        how_long=words(
            "{idle} days after the last use, {longest} days at most; or until you"
            " delete the cookie.",
            idle=IDLE.days,
            longest=LONGEST.days,
        ),
    )


def _baskets(words: Words) -> Kept:
    return Kept(
        name=words("Your basket"),
        what=words(
            "It lies under the same cookie: what is in it, how often, and the country it"
            " was last sent to. That something was put into a basket is noted without"
            " your name. How many pieces are in it is remembered by your browser alone."
        ),
        why=words(
            "So that it is there when you come back, and to know what is wanted."
        ),
        how_long=words("{days} days after its last change.", days=LIVES.days),
    )


def _orders(words: Words) -> Kept:
    return Kept(
        name=words("What you order"),
        what=words(
            "Your e-mail, name and address, what you bought, its taxes and payments. How"
            " you pay is seen by the payment service alone; we get no card number. The"
            " page of your order opens for whoever has its address."
        ),
        why=words("To send it, to account for it, and to answer for it."),
        how_long=words(
            "As long as the law wants books kept. Who bought can be erased before; what"
            " was sold stays."
        ),
    )


def _agreed(words: Words) -> Kept:
    return Kept(
        name=words("What you looked at, if you agree"),
        what=words(
            "Only who agrees to recommendations gets a second cookie with a random"
            " name. Under it we note which products were looked at."
        ),
        why=words("To show what goes with it, to you and, as counts, to others."),
        how_long=words(
            "{days} days, or until you take it back: then it is erased.",
            days=timedelta(seconds=LASTS_S).days,
        ),
    )


def _views(words: Words) -> Kept:
    return Kept(
        name=words("How often products are looked at"),
        what=words(
            "Of each product we count how often its page was looked at, by everyone"
            " together. The count knows no visitor."
        ),
        why=words("To know what is wanted."),
        how_long=words(
            "Until whoever runs this shop lets it go; unless a number of days is set,"
            " for good."
        ),
    )


def _clicks(words: Words) -> Kept:
    return Kept(
        name=words("Clicks on links to other shops"),
        what=words(
            "We note the product, the shop, the time, the kind of browser and a"
            " pseudonym of the day. It is made of your address and browser with a"
            " secret that is thrown away when the day ends; your address is not kept."
            " Each click gets a random number; where the link leads through a network"
            " that pays us, the network is told that number, so that it can name a sale"
            " to us."
        ),
        why=words("To be paid by partners, and to tell people from machines."),
        how_long=words(
            "From the next day on, nobody can tell whose click it was, not even we. The"
            " note itself stays until whoever runs this shop lets it go; unless a number"
            " of days is set, for good."
        ),
    )


_EACH = msg(
    "Each request leaves a line with its time, page, result and a number. What you"
    " search for and your address are not in it. To slow down who asks too often,"
    " addresses are counted in memory."
)
_FEW = msg(
    "Requests that fail or are slow leave a line with their time, page, result and a"
    " number. What you search for and your address are not in it. To slow down who asks"
    " too often, addresses are counted in memory."
)


def _requests(words: Words, *, every: bool) -> Kept:
    return Kept(
        name=words("The log of requests"),
        what=words(_EACH if every else _FEW),
        why=words("To find faults, and to keep the shop running."),
        how_long=words(
            "Counts last minutes. How long the log stays is up to who runs this shop."
        ),
    )
