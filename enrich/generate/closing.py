"""What stands at the end of every work, and is nobody's to write: method, sources, rights.

It is the same for all works of a kind, so it is laid behind the chapters when a work is
given a form, and no writer can leave it out or word it anew.
"""

import msgspec

from enrich.generate.work import Block, Chapter, Points, Sheet, Text, Words, Work
from enrich.research.limits import ASSUMED

_METHOD = {
    "comparison": (
        (
            "Same product. Offers are compared when their pages name the same GTIN with a "
            "right check digit, or when brand, part number and words agree so well that "
            "they are held to be one product."
        ),
        (
            "Price. The price is the one a page states for machines, in its own currency, "
            "without shipping. Nothing is converted. Only new goods that a shop does not "
            "call sold out are compared, and a shop stands once, with its lowest price."
        ),
        (
            "Order. Products are ordered by a score from 0 to 100: the gap between prices, "
            "demand as ratings show it, the number of sellers, availability and the "
            "completeness of facts add to it; few or old sources take away from it."
        ),
        (
            "Limits. A price may have changed since it was read. The day beside it says "
            "when its page was read with that price. What the shop shows when you order is "
            "what counts."
        ),
    ),
    "programme_directory": (
        (
            "Which programmes. Those whose pages state a commission in per cent of a sale or "
            "as a sum, and where to join or what they pay out; each site stands once for "
            "each that pays."
        ),
        (
            "Earnings. Commission, how many of those who click buy, what they order, and how "
            "many send it back. What no page states is assumed, and said beside it. Orders "
            "are reckoned by the prices of the shop where we read them."
        ),
        "Order. By a score from 0 to 100 of earnings, ease, completeness and demand.",
        (
            "Limits. Programmes change their terms. Read them on their own pages, to which "
            "each line leads, before you join."
        ),
    ),
    "market_report": (
        (
            "Which categories. Those that buyers say much of and whose pages all allow it: "
            "where one page reserves its rights, the whole category is left out, as its "
            "figures would rest on that page too."
        ),
        *ASSUMED,
        (
            "Prices. A product costs what it costs at the middle of its shops. Low and high "
            "are the prices below and above which a tenth of the products lie."
        ),
        (
            "What seems to sell. Opinions of a season, which is 13 weeks, places in the "
            "lists of shops and ratings, in points. Trends hold a season against the one before. The large "
            "shops are the three with the widest range."
        ),
    ),
    "price_watch": (
        (
            "Which prices. Those of new goods that a shop does not call sold out, as its "
            "page states them for machines, without shipping, in one currency. Nothing is "
            "converted. Of a category, or of all that have no watch of their own, the "
            "products that several shops sell go first; a shop stands once for a product."
        ),
        (
            "What moved. The first price that we read in the year before, held against the "
            "price of today; what differs by under one per cent is not told of. Between "
            "readings a price may have gone up and down unseen. A step to four times a "
            "price, or to a quarter of it, is taken for a misreading and left out."
        ),
        (
            "How far apart. The prices of all shops today, and those on the first day on "
            "which each of these shops had been read."
        ),
        (
            "Struck prices. What a shop states as a former price, held against the prices "
            "that we read ourselves within a year. We cannot know what it asked before that, or "
            "before our first reading."
        ),
        (
            "Limits. The days beside the prices say when we first read them. What the shop "
            "shows when you order is what counts."
        ),
    ),
    "niche_ebook": (
        (
            "Which niche. One under which shops put three kinds of things or more, with four "
            "things or more of each that pages tell of in English and that have a price. Of "
            "a kind, the twenty-four with the best scores are told of."
        ),
        (
            "Prices. What a page states for machines, without shipping, of new goods that a "
            "shop does not call sold out, in one currency. A thing counts with the shop that "
            "asks least. The bands are thirds of the things of a kind, by price."
        ),
        (
            "Figures of pages. They are compared where all pages of a kind give them in one "
            "unit; what could be read in two ways is left out."
        ),
        (
            "Opinions. Their words and stars are read by rules, which makes glad, sorry or "
            "neither of them. What they speak of is found by words; one may speak of "
            "several things. Nobody checked whether who wrote them bought the thing."
        ),
        (
            "Words of the trade. What they mean is told by the house; the figures beside "
            "them are those of the pages. We have held none of these things in our hands."
        ),
    ),
    "buying_guide": (
        (
            "Which products. Those of the category with a price in the currency that "
            "shops ask in, ordered by a score from 0 to 100 that the lists of reasons "
            "explain; no more than sixteen are told of."
        ),
        (
            "Prices. What a page states for machines, without shipping, of new goods that "
            "a shop does not call sold out. Nothing is converted."
        ),
        (
            "Picks. The one with the highest score. Of the others in the upper half by score "
            "the one with the lowest price, where that is below the price of the first; or, "
            "where it is not and the first begins below the middle price, the one with the "
            "highest score from the middle price on. And the one whose opinions are glad most often, of those "
            "with three opinions or more."
        ),
        (
            "Opinions. Their words and stars are read by rules, which makes glad, sorry or "
            "neither of them. Nobody checked whether who wrote them bought the thing."
        ),
        (
            "Limits. We have held none of these in our hands. A price may have changed "
            "since the day that stands beside it."
        ),
    ),
}
_RIGHTS = (
    (
        "Facts such as prices, names and numbers are given with the page that they were "
        "read from. Product and shop names are trade marks of their owners, who neither "
        "made nor approved this. Pages that reserve text and data mining, or that ask not "
        "to be kept, are not among the sources."
    ),
    (
        "No shop paid to be listed, and no order depends on any payment. Links lead "
        "straight to the shops. Where the place in which you bought this shows links of "
        "affiliate programmes, it says so there and may earn a commission."
    ),
)


def whole(work: Work) -> Work:
    """Return `work` as its forms show it."""
    return msgspec.structs.replace(work, chapters=[*work.chapters, *_closing(work)])


def _closing(work: Work) -> list[Chapter]:
    """Return the chapters behind those that were written."""
    chapters = [_sources(work), _chapter("rights", "Rights and disclosure", _RIGHTS)]
    method_of = [*_METHOD.get(work.kind, ()), *_worded(work)]
    if method_of:
        points = [Text(text=text) for text in method_of]
        method = Chapter(
            name="method", title="How this was made", blocks=[Points(items=points)]
        )
        chapters.insert(0, method)
    return chapters


def _worded(work: Work) -> list[str]:
    """Return who worded it, where that was a language model."""
    if not work.writer:
        return []
    return [
        (
            f"Wording. A language model, {work.writer}, worded some of the paragraphs. It was "
            "given none of the figures: each was put in by our program from the pages that it "
            "follows from, and checked against them again afterwards. Paragraphs that did not "
            "hold are in our own words."
        )
    ]


def _sources(work: Work) -> Chapter:
    rows = [
        [
            Text(text=source.host),
            Text(text=str(source.pages)),
            Text(text=f"{source.read_on.day} {source.read_on:%B %Y}"),
            Text(text="facts, words of buyers" if source.is_quoted else "facts"),
        ]
        for source in work.sources
    ]
    names = ["Site", "Pages", "Last read on", "What is used"]
    sheet = Sheet(caption="Where it comes from", names=names, rows=rows, figures=[1])
    return Chapter(name="sources", title="Sources", blocks=[sheet], opens=False)


def _chapter(name: str, title: str, said: tuple[str, ...]) -> Chapter:
    blocks: list[Block] = [Words(text=Text(text=text)) for text in said]
    return Chapter(name=name, title=title, blocks=blocks, opens=False)
