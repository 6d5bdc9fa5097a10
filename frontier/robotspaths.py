"""Paths in the one form in which rules and URLs are compared (RFC 9309, section 2.2.2).

    /caf\\xc3\\xa9/%7Ea%3ab|c   and   /caf%c3%a9/~a:b%7Cc   are both   /caf%C3%A9/~a:b%7Cc

A character and its escape are one, unless the character means something of its own
where it stands: `/` and `?` in the path (after the first `?` both are plain, as in the
standard's own table), `& = +` everywhere. What is no part of a URL (bytes past ASCII,
spaces, quotes) is escaped. `*` and `$` of a URL are escaped too: bare ones are a rule's.
"""

import re
from typing import NamedTuple

_LETTERS = "A-Za-z0-9"
_PLAIN = rf"{_LETTERS}\-._~:@!'(),;\[\]"
# Characters that differ from their escapes, at least in the path.
_MARKS = r"/?&=+"
# Escapes that stay as they are; after the first `?`, `%2F` and `%3F` do not.
_KEPT = r"%(?:[01][\dA-F]|2[02-6AB]|3[CDE]|5[CE]|60|7[BCDF]|[89A-F][\dA-F]"
_IN_PATH = rf"[{_PLAIN}/&=+]*+(?:{_KEPT}|2F|3F)[{_PLAIN}/&=+]*+)*+"
_IN_QUERY = rf"[{_PLAIN}{_MARKS}]*+(?:{_KEPT})[{_PLAIN}{_MARKS}]*+)*+"
# Nearly every path is in its form already; this look costs a third of a microsecond.
_is_formed = re.compile(rf"{_IN_PATH}(?:\?{_IN_QUERY})?+").fullmatch
_ODD_IN_URL = re.compile(rf"%([\da-fA-F]{{2}})|[^{_PLAIN}{_MARKS}]")
_ODD_IN_RULE = re.compile(rf"%([\da-fA-F]{{2}})|[^{_PLAIN}{_MARKS}*]")
_DECODED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@!'(),;[]"
)
_DECODED_IN_QUERY = _DECODED | frozenset("/?")


class Pattern(NamedTuple):
    """The path of one rule; `*` in `text` stands for any characters."""

    text: str
    anchored: bool
    rank: int


def path_form(path: str) -> str:
    """Return the path and query of a URL in the form that rules are compared with."""
    if _is_formed(path):
        return path
    octets = path.partition("#")[0].encode("utf-8", "surrogatepass")
    return _form(octets.decode("latin-1"), _ODD_IN_URL)


def patterns(value: bytes) -> list[Pattern]:
    """Return what the path `value` of a rule matches: one pattern, seldom two.

    A path that begins with neither `/` nor `*` is read as if it had its slash.
    """
    text = value.decode("latin-1")
    if text[0] not in "/*":
        text = f"/{text}"
    anchored = text.endswith("$")
    text = text.removesuffix("$")
    form = _form(text, _ODD_IN_RULE)
    rank = len(form) + anchored
    before, star, after = text.partition("*")
    found = [Pattern(form, anchored, rank)]
    if star and "?" not in text and "%" in after:
        # What follows the star may lie in the query, where `%2F` is a plain `/`.
        plain = _fixed(after, _ODD_IN_RULE, _DECODED_IN_QUERY)
        if plain != _fixed(after, _ODD_IN_RULE, _DECODED):
            start = _fixed(before, _ODD_IN_RULE, _DECODED)
            found.append(Pattern(f"{start}*?*{plain}", anchored, rank))
    return found


def _form(text: str, odd: re.Pattern[str]) -> str:
    path, mark, query = text.partition("?")
    in_query = _fixed(query, odd, _DECODED_IN_QUERY)
    return f"{_fixed(path, odd, _DECODED)}{mark}{in_query}"


def _fixed(text: str, odd: re.Pattern[str], decoded: frozenset[str]) -> str:
    def fixed(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16)) if found[1] else found[0]
        return char if char in decoded else f"%{ord(char):02X}"

    return odd.sub(fixed, text)
