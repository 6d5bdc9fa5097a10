"""The words of scores: what an expression may name, and the functions it may call."""

from typing import Literal

Kind = Literal["number", "text", "truth"]

NAMES: dict[str, tuple[Kind, str]] = {
    "url": ("text", "the address"),
    "host": ("text", "its host, with a port"),
    "path": ("text", "its path, from the first /"),
    "query": ("text", "what stands behind its ?"),
    "anchor": ("text", "the link's own words"),
    "rel": ("text", "the link's rel, in small letters"),
    "kind": (
        "text",
        "one of product, list, page, next, signup, affiliate, other, seed",
    ),
    "network": ("text", "the affiliate network that the link belongs to"),
    "depth": ("number", "how many links from a seed"),
    "position": ("number", "the how-manieth link of its page, from 0"),
}
FUNCTIONS: dict[str, str] = {
    "has(text, word, ...)": "whether any of the words is in the text, in any case",
    "begins(text, start, ...)": "whether the text begins so",
    "ends(text, end, ...)": "whether the text ends so",
    "matches(text, pattern)": "whether the regular expression is found in the text",
    "count(text, part)": "how often the part stands in the text",
    "length(text)": "how many characters the text has",
    "lower(text)": "the text in small letters",
    "min(number, ...)": "the smallest",
    "max(number, ...)": "the largest",
    "abs(number)": "the number without its sign",
}
