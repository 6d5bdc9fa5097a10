"""A generated product as data: chapters of blocks, each figure with where it stands.

    Work
      chapters --> blocks: Words | Points | Sheet | Chart | Tiles | Quote | Head
                     each text: plain words, and the Facts that its figures rest on
      sources      the pages it was made from, with their days and licences

Every form (PDF, EPUB, post) is made of this and of nothing else, and what is checked
is this as well: a figure that no fact bears is found before any form is made. All text
is plain text; the forms escape it, so that no crawled letter becomes mark-up.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

import msgspec

# How a figure follows from the values of the rows it names. A fall or a rise goes from the
# first row to the second; falls and rises count such pairs, and each must be one. The last
# two claim that the first row's value is the least, or the most, of them all.
Way: TypeAlias = Literal[
    "is", "count", "distinct", "least", "most", "middle", "sum", "gap", "gap_share",
    "fall", "fall_share", "rise", "rise_share", "falls", "rises", "is_least", "is_most",
]  # fmt: skip
# How a figure is written.
Form: TypeAlias = Literal[
    "money", "number", "percent", "day", "text", "times", "measure"
]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One claim in the words it is made in, and the rows of the lake that bear it."""

    said: str
    table: str
    column: str
    keys: list[str]
    way: Way = "is"
    form: Form = "text"
    currency: str | None = None


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """Words in a row, with the facts that its figures rest on."""

    text: str
    facts: list[Fact] = []
    link: str | None = None
    strong: bool = False


class Words(msgspec.Struct, frozen=True, kw_only=True, tag="words"):
    """One paragraph."""

    text: Text
    soft: bool = False

    def texts(self) -> Iterator[Text]:
        """Yield what its writer wrote."""
        yield self.text


class Points(msgspec.Struct, frozen=True, kw_only=True, tag="points"):
    """A list of short texts; `ordered` when their order says something."""

    items: list[Text]
    ordered: bool = False

    def texts(self) -> Iterator[Text]:
        """Yield what its writer wrote."""
        yield from self.items


class Sheet(msgspec.Struct, frozen=True, kw_only=True, tag="sheet"):
    """A table: its caption, the names of its columns, its rows."""

    caption: str
    names: list[str]
    rows: list[list[Text]]
    # The columns that hold figures, which stand to the right.
    figures: list[int] = []

    def texts(self) -> Iterator[Text]:
        """Yield what its writer wrote."""
        yield from (Text(text=words) for words in (self.caption, *self.names))
        for row in self.rows:
            yield from row


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of a chart: its name, how long it is, what is written at its end."""

    name: str
    value: float
    said: Text


class Chart(msgspec.Struct, frozen=True, kw_only=True, tag="chart"):
    """Bars on one scale that begins at zero; `upright` ones stand for points in time."""

    caption: str
    bars: list[Bar]
    upright: bool = False

    def texts(self) -> Iterator[Text]:
        """Yield what its writer wrote."""
        yield Text(text=self.caption)
        for bar in self.bars:
            yield from (Text(text=bar.name), bar.said)


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One figure large, with the words that it needs."""

    figure: Text
    words: str


class Tiles(msgspec.Struct, frozen=True, kw_only=True, tag="tiles"):
    """Up to three figures beside each other."""

    tiles: list[Tile]

    def texts(self) -> Iterator[Text]:
        """Yield what its writer wrote."""
        for tile in self.tiles:
            text = f"{tile.figure.text} {tile.words}"
            yield msgspec.structs.replace(tile.figure, text=text)


class Quote(msgspec.Struct, frozen=True, kw_only=True, tag="quote"):
    """The very words of a source, between marks, with who said them and where."""

    text: str
    source: str
    link: str
    # Where the words stand: they are checked letter by letter.
    table: str
    column: str
    key: str

    def texts(self) -> Iterator[Text]:
        """Yield nothing: these are the words of somebody else."""
        return iter(())


class Head(msgspec.Struct, frozen=True, kw_only=True, tag="head"):
    """A heading within a chapter."""

    text: str

    def texts(self) -> Iterator[Text]:
        """Yield what its writer wrote."""
        yield Text(text=self.text)


Block: TypeAlias = Words | Points | Sheet | Chart | Tiles | Quote | Head


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """One chapter; `name` is the part of its address, one to a work.

    One that does not open a page follows the chapter before on the same, where it can.
    """

    name: str
    title: str
    blocks: list[Block]
    opens: bool = True


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One site that the work rests on: how many of its pages, and when they were read."""

    host: str
    pages: int
    read_on: date
    is_quoted: bool = False


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One whole generated product, before it is given a form."""

    key: str
    kind: str
    title: str
    subtitle: str
    as_of: date
    # One paragraph that says what it is, and one that says what may be done with it.
    about: str
    rights: str
    chapters: list[Chapter]
    sources: list[Source]
    # What its title, subtitle and `about` rest on.
    facts: list[Fact] = []
    # What it is about, group by group or programme by programme.
    subjects: list[str]
    keywords: list[str] = []
    publisher: str = "Harvestman"
    language: str = "en"
    edition: int = 1
    # The language model in whose words a part of it stands; its end says so.
    writer: str = ""
