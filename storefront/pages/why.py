"""Why a score is what it is, in the words of the reader's language.

A snapshot names each reason by a code, a factor and on which side of its middle it
lies: what a figure would say stands on the page already, or is the merchant's own.
"""

from collections.abc import Iterable

from storefront.pages.words import Words, msg

_OF_THINGS = {
    "demand+": msg("Many buyers rated it, and rated it well."),
    "demand-": msg("Few buyers rated it, or they did not rate it well."),
    "competition+": msg("Many shops sell it: nothing sets one apart."),
    "competition-": msg("Few shops sell it."),
    "availability+": msg("Most of its offers can be had now."),
    "availability-": msg("Half of its offers or more cannot be had now."),
    "reduction+": msg("Its cheapest shop calls the price much reduced."),
    "completeness+": msg("Much is known of it."),
    "completeness-": msg("Little is known of it."),
    "risk+": msg("Its facts are doubtful: few pages tell them, or old ones."),
    "risk-": msg("Its facts were read lately, with little doubt."),
}
_OF_PROGRAMMES = {
    "earnings+": msg("A click would earn much."),
    "earnings-": msg("A click would earn little."),
    "demand+": msg("Many partners lately sold with it."),
    "demand-": msg("Few partners lately sold with it, or nobody tells."),
    "competition+": msg("Many others of its kind pay for the same buyers."),
    "competition-": msg("Few others of its kind pay for the same buyers."),
    "ease+": msg("It is easy to join and to be paid."),
    "ease-": msg("It is hard to join or to be paid, or nobody tells how."),
    "completeness+": msg("Most of its terms are known."),
    "completeness-": msg("Few of its terms are known."),
    "risk+": msg("What it says was read with much doubt."),
    "risk-": msg("What it says was read with little doubt."),
}


def why_thing(codes: Iterable[str], words: Words) -> list[str]:
    """Return why a product has its score, the weightiest reason first."""
    return [words(_OF_THINGS[code]) for code in codes if code in _OF_THINGS]


def why_programme(codes: Iterable[str], words: Words) -> list[str]:
    """Return why a programme has its score, the weightiest reason first."""
    return [words(_OF_PROGRAMMES[code]) for code in codes if code in _OF_PROGRAMMES]
