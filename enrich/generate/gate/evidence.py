"""What the gate holds a work against, and what it finds."""

from collections.abc import Mapping

import msgspec

from enrich.generate.figures import Rows


class Page(msgspec.Struct, frozen=True):
    """What the lake knows of an address that a work links to or quotes."""

    alive: bool
    reserved: bool


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that may be shown, the pages behind them, their and what is on sale."""

    rows: Rows
    pages: Mapping[str, Page]
    # Names of products, shops and brands, which may hold figures and be alike anywhere.
    names: frozenset[str]
    # What sources wrote, by the key of the row.
    texts: Mapping[str, str]
    # The words of other products on sale, by their key.
    on_sale: Mapping[str, str]


class Fault(msgspec.Struct, frozen=True):
    """One thing that keeps a work from being offered: which rule, where, what and why."""

    rule: str
    chapter: str
    said: str
    why: str

    def row(self) -> dict[str, str]:
        """Return it as a record of the lake."""
        return msgspec.structs.asdict(self)
