"""Papers as PDF, by typst: tagged, and the same bytes for the same paper at any time.

The typesetter's own fonts are used and no others, and its clock is the paper's day.
"""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from ledger.orders.invoices import Invoice
from storefront.pages.words import all_words
from storefront.papers.paper import Paper, paper, spoken

_TEMPLATE = Path(__file__).with_name("paper.typ").read_bytes()


@lru_cache(maxsize=64)
def pdf(issued: Invoice) -> bytes:
    """Return what was issued as a file for people, in their language."""
    import typst  # not with the shop: half of a second, and few ask for a paper

    made = paper(issued, all_words()[spoken(issued)])
    try:
        return _set(made, readable=True)
    except typst.TypstError:
        # A sign that no font has: it is shown as a box, which no reader can say.
        return _set(made, readable=False)


def _set(made: Paper, *, readable: bool) -> bytes:
    import typst

    rendered = typst.compile(
        _TEMPLATE,
        sys_inputs={"paper": msgspec.json.encode(made).decode()},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"] if readable else [],
        timestamp=int(datetime(*made.day, tzinfo=UTC).timestamp()),
        format="pdf",
    )
    if not isinstance(rendered, bytes):
        raise TypeError(f"typst gave {type(rendered).__name__} where bytes were due")
    return rendered
