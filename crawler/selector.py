"""Scrapy's CSS selectors over lexbor's tree, which is made in a quarter of the time.

For callbacks: `page = Selector(response)`, then `page.css("h1::text").get()` as ever.
A page is read as browsers read it, by HTML's own rules; libxml2, behind
`response.css`, mends broken markup in ways of its own. XPath stays with `response.xpath`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from parsel.utils import extract_regex
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.errors import SelectorRefused
from crawler.selection import Selection, selection

if TYPE_CHECKING:
    from re import Pattern

    from scrapy.http import TextResponse


class Selector:
    """A page, an element of it, a text or the value of an attribute."""

    __slots__ = ("_node", "_text")

    def __init__(
        self, response: "TextResponse | None" = None, *, text: str | None = None
    ) -> None:
        source = text if response is None else _source(response)
        if source is None:
            raise SelectorRefused("a Selector takes a response, or text=")
        self._node: LexborNode | None = LexborHTMLParser(source).root
        self._text: str | None = None

    def css(self, query: str) -> "SelectorList":
        """Return what `query` finds: elements, texts (::text) or values (::attr(name))."""
        asked = selection(query)
        if self._node is None:
            return SelectorList()
        try:
            found = self._node.css(asked.elements)
        except SelectolaxError:
            raise SelectorRefused(f"{query!r} is not CSS that is known here") from None
        return SelectorList(_chosen(found, asked))

    def xpath(self, query: str) -> "SelectorList":
        """Say where XPath is."""
        raise SelectorRefused(
            f"{query!r}: this selector knows CSS only; response.xpath() knows XPath"
        )

    def get(self) -> str:
        """Return the text, the value, or the element as HTML."""
        if self._text is not None:
            return self._text
        return (self._node.html if self._node else None) or ""

    def getall(self) -> list[str]:
        """Return what get() returns, in a list."""
        return [self.get()]

    @property
    def attrib(self) -> dict[str, str]:
        """The element's attributes."""
        if self._node is None:
            return {}
        return {name: value or "" for name, value in self._node.attributes.items()}

    def re(self, regex: "str | Pattern[str]") -> list[str]:
        """Return all that `regex` finds in get()."""
        return list(extract_regex(regex, self.get()))

    def re_first(
        self, regex: "str | Pattern[str]", default: str | None = None
    ) -> str | None:
        """Return the first that `regex` finds in get(), or `default`."""
        return next(iter(self.re(regex)), default)

    extract = get

    def __str__(self) -> str:
        return self.get()

    def __repr__(self) -> str:
        return f"<Selector {self.get()[:40]!r}>"


class SelectorList(list[Selector]):
    """What a query found, in the page's order."""

    @overload
    def __getitem__(self, at: SupportsIndex) -> Selector: ...
    @overload
    def __getitem__(self, at: slice) -> "SelectorList": ...
    def __getitem__(self, at: SupportsIndex | slice) -> "Selector | SelectorList":
        found: Any = list.__getitem__(self, at)
        return SelectorList(found) if isinstance(at, slice) else found

    def css(self, query: str) -> "SelectorList":
        """Return what `query` finds in each."""
        return SelectorList(found for one in self for found in one.css(query))

    def get(self, default: str | None = None) -> str | None:
        """Return the first as a string, or `default` when there is none."""
        return self[0].get() if self else default

    def getall(self) -> list[str]:
        """Return each as a string."""
        return [one.get() for one in self]

    @property
    def attrib(self) -> dict[str, str]:
        """The first element's attributes."""
        return self[0].attrib if self else {}

    def re(self, regex: "str | Pattern[str]") -> list[str]:
        """Return all that `regex` finds in each."""
        return [found for one in self for found in one.re(regex)]

    def re_first(
        self, regex: "str | Pattern[str]", default: str | None = None
    ) -> str | None:
        """Return the first that `regex` finds, or `default`."""
        return next((found for one in self for found in one.re(regex)), default)

    extract_first = get
    extract = getall


def _source(response: "TextResponse") -> bytes | str:
    """Return what a response says, as bytes when they are UTF-8 already."""
    if response.encoding == "utf-8" and not response.body.startswith(b"\xef\xbb\xbf"):
        return response.body
    return response.text


def _chosen(found: list[LexborNode], asked: Selection) -> Iterator[Selector]:
    if asked.attribute:
        for node in found:
            attributes = node.attributes
            if asked.attribute in attributes:
                yield _of(None, attributes[asked.attribute] or "")
    elif asked.text:
        for text in _texts(found, deep=asked.deep):
            yield _of(None, text.text_content or "")
    else:
        for node in found:
            yield _of(node, None)


def _texts(found: list[LexborNode], *, deep: bool) -> Iterator[LexborNode]:
    """Return the texts of elements, or of all in them, in the page's order."""
    chosen = {node.mem_id for node in found}
    outer: int | None = None
    for at, node in enumerate(found):
        if outer is not None and _is_in(node, outer):
            continue
        outer = node.mem_id
        holds_next = at + 1 < len(found) and _is_in(found[at + 1], outer)
        if not deep and not holds_next:
            inside = node.iter(include_text=True)
            yield from (one for one in inside if one.is_text_node)
            continue
        for one in node.traverse(include_text=True):
            if one.is_text_node and (deep or _parent(one) in chosen):
                yield one


def _is_in(node: LexborNode, outer: int) -> bool:
    above = node.parent
    while above is not None and above.mem_id != outer:
        above = above.parent
    return above is not None


def _parent(node: LexborNode) -> int:
    above = node.parent
    return above.mem_id if above is not None else 0


def _of(node: LexborNode | None, text: str | None) -> Selector:
    made = object.__new__(Selector)
    made._node, made._text = node, text
    return made
