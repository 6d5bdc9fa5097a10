"""What a page's own names say of its parts: words in classes and ids, roles, elements.

Templates differ from host to host, but people name what they build: `post-body`,
`siteFooter`, `related_items`. Each node gets a set of such meanings, as bits of a number.
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.attributes import NUMBER
from extract.markup.elements import ID, LOWER
from extract.markup.grow import ATTRS, ATTRS_END, FROM, NAME, PARENT, TAG, TO
from extract.markup.nametable import HALF, LONGEST, number_of, table_of

# A bit each, in this order; then one for each group of elements.
_MEANINGS = {
    "navigation": "nav navbar navigation navi menu menus submenu megamenu topnav subnav "
    "sidenav dropdown hamburger sitemap",
    "top": "header head masthead topbar branding logo toolbar",
    "foot": "footer foot bottom colophon copyright legal contentinfo imprint",
    "side": "sidebar aside side rail widget widgets complementary secondary",
    "comment": "comment comments disqus respond commentlist",
    "related": "related recommended recommend recommendation recommendations similar "
    "suggested suggestions trending popular upsell crosssell recirc also more latest "
    "recent",
    "social": "share sharing social socials facebook twitter follow addthis sharedaddy",
    "advert": "ad ads advert advertisement sponsor sponsored promo promos promotion dfp "
    "banner cta",
    "notice": "cookie cookies consent gdpr modal popup overlay lightbox dialog drawer "
    "offcanvas alert notice announcement",
    "crumb": "breadcrumb breadcrumbs crumb crumbs",
    "pager": "pagination pager paging next prev previous",
    "form": "form search login signup subscribe newsletter signin register account cart "
    "basket checkout input field",
    "filter": "filter filters facet facets sort sorting sortby refine",
    "meta": "meta byline author authors date time timestamp published tags tag category "
    "categories labels",
    "picture": "caption credit figure gallery slider carousel slide thumbnail thumb "
    "image img media video",
    "content": "content contents body maincontent",
    "article": "article post entry story blog news articles hentry",
    "main": "main primary",
    "text": "text copy prose richtext rte wysiwyg markdown paragraph description desc "
    "summary excerpt abstract",
    "message": "message messages thread topic forum posts postbody bbcode discussion "
    "conversation reply replies postcontent bbwrapper",
    "item": "product products item items card cards tile tiles",
    "list": "list grid listing listings result results collection catalog feed row",
    "price": "price prices cost buy addtocart sale amount",
    "review": "review reviews rating ratings testimonial testimonials stars",
    "user": "user users avatar profile member username signature userinfo",
    "control": "button btn action actions control controls icon tooltip toggle tab tabs",
    "facts": "spec specs specification specifications feature features attributes "
    "attribute details detail info table",
    "question": "faq faqs accordion answer question questions answers",
    "title": "hero intro lead headline title heading subtitle name",
    "hidden": "hidden hide invisible visuallyhidden screenreader skip noprint collapsed",
    "docs": "docs doc documentation code highlight toc reference api",
    "block": "service services section block module component",
}
_ELEMENTS = (
    "nav", "header", "footer", "aside", "form fieldset", "main", "article",
    "table", "ul ol menu", "dl", "h1 h2 h3 h4 h5 h6", "p", "blockquote", "pre code",
    "figure figcaption", "button label", "a", "li", "td th", "details dialog",
)  # fmt: skip
MEANINGS = (*_MEANINGS, *_ELEMENTS, "unseen")
LINKED = 1 << MEANINGS.index("a")
UNSHOWN = 1 << MEANINGS.index("unseen")
_CLASS, _ID, _ROLE, _ITEMPROP, _HIDDEN, _ARIA_HIDDEN, _STYLE = (
    NUMBER[name]
    for name in ("class", "id", "role", "itemprop", "hidden", "aria-hidden", "style")
)
_NAMED = (_CLASS, _ID, _ROLE, _ITEMPROP)
# What a class says of the longest names is in their first words.
_LONGEST = 200
_A, _Z = 97, 122
_T, _N, _COLON = 116, 110, 58


def _words_table() -> Ints:
    bits: dict[bytes, int] = {}
    for bit, words in enumerate(_MEANINGS.values()):
        for word in words.split():
            bits[word.encode()] = bits.get(word.encode(), 0) | 1 << bit
    return table_of(bits)


def _elements() -> Ints:
    bits = np.zeros(len(ID) + 1, np.int64)
    for bit, names in enumerate(_ELEMENTS, len(_MEANINGS)):
        bits[[ID[name] for name in names.split()]] = 1 << bit
    return bits


_WORDS = _words_table()
_BY_ELEMENT = _elements()


@kernel
def mark(data: Bytes, nodes: Ints, attrs: Ints, own: Ints, chain: Ints) -> None:
    """Note each node's meanings in `own`, and those of all around it in `chain`."""
    for number in range(len(own)):
        bits = 0
        if nodes[number, TAG] >= 0:
            bits = _BY_ELEMENT[nodes[number, TAG]]
            for k in range(nodes[number, ATTRS], nodes[number, ATTRS_END]):
                bits |= _said(data, attrs[k])
        own[number] = bits
        parent = nodes[number, PARENT]
        # What a whole page is named says nothing of its parts.
        chain[number] = bits | chain[parent] if parent > 0 else bits


@kernel
def _said(data: Bytes, attribute: Ints) -> int:
    name, at, stop = attribute[NAME], attribute[FROM], attribute[TO]
    if name in _NAMED:
        return _words(data, at, min(stop, at + _LONGEST))
    if name == _HIDDEN or (name == _ARIA_HIDDEN and stop > at and data[at] == _T):
        return UNSHOWN
    if name == _STYLE and _is_not_shown(data, at, min(stop, at + _LONGEST)):
        return UNSHOWN
    return 0


@kernel
def _is_not_shown(data: Bytes, at: int, stop: int) -> bool:
    """Say whether a style has `display: none` in it: `:`, blanks, `non`."""
    while at < stop - 6:
        if data[at] == 121 and data[at + 1] == _COLON:  # the y of display
            after = at + 2
            while after < stop and data[after] == 32:
                after += 1
            if data[after] == _N and data[after + 2] == _N:
                return True
        at += 1
    return False


@kernel
def _words(data: Bytes, at: int, stop: int) -> int:
    """Return the meanings of the words between `at` and `stop`.

    A word ends at what is no letter, and where a small letter meets a capital one.
    """
    bits, first, rest, length, small = 0, 0, 0, 0, False
    while at < stop:
        byte = data[at]
        letter = LOWER[byte]
        plain = _A <= letter <= _Z
        if not plain or (byte != letter and small):
            bits |= _meaning(first, rest, length)
            first = rest = length = 0
        if plain:
            if length < HALF:
                first = first << 8 | letter
            elif length < LONGEST:
                rest = rest << 8 | letter
            length += 1
        small = plain and byte == letter
        at += 1
    return bits | _meaning(first, rest, length)


@kernel
def _meaning(first: int, rest: int, length: int) -> int:
    return number_of(_WORDS, first, rest) if length > 1 else 0
