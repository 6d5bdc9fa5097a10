"""A page as the lines that a reader sees, each a block of text with its tag.

A table's row of two cells is a line `label: value`; so is a figure beside its caption.
What every page of a site repeats, and what asks for consent, is left out.
"""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from extract.page import Page
from extract.programmes import programmewords as w

_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "br", "button"),
        *("caption", "dd", "details", "dialog", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "legend", "li", "main", "ol", "option", "p", "pre", "section"),
        *("summary", "table", "tbody", "thead", "tr", "ul"),
    ]
)  # fmt: skip
_UNSEEN = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "head", "nav", "footer"),
        *("select", "textarea", "iframe", "-comment"),
    ]
)  # fmt: skip
_CONSENT = re.compile(
    r"cookie[-_]?(consent|banner|notice|bar|law|modal)|consent|gdpr|onetrust|cmp[-_]"
    r"|breadcrumb|site-?footer|newsletter",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(up to |from |bis zu |ab |jusqu['’]à |hasta |fino al? |tot )?\W{0,3}\d"
    r"|[A-Z]{2,3}\$? ?\d|lifetime$|lebenslang$|à vie$|de por vida$",
    re.IGNORECASE,
)
_MOST_LINES = 3000
_MOST_CHARS = 1200
_SHORT = 48
_FIGURE_CHARS = 40
_QUESTION = 160
_LABELS = frozenset(("h3", "h4", "h5", "h6", "summary", "legend"))
_CAPTIONS = (w.COMMISSION, w.COOKIE, w.EPC, w.GRAVITY, w.PAYOUT, w.MARGIN, w.PER_LEAD)


class Line(NamedTuple):
    """One block of text and the tag that it stands in."""

    text: str
    tag: str


class _Reader:
    """Gathers text until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.tag = "body"

    def end(self, tag: str) -> None:
        """End the line; the next one stands in `tag`."""
        text = " ".join(" ".join(self.parts).split())
        text = text.removesuffix("|").strip()
        if text:
            self.lines.append(Line(text[:_MOST_CHARS], self.tag))
        self.parts, self.tag = [], tag


def lines(page: Page) -> list[Line]:
    """Return what a reader sees of `page`, without menus and footers."""
    return lines_of(page.tree.body) if page.tree.body else []


def lines_of(root: LexborNode) -> list[Line]:
    """Return what a reader sees within `root`."""
    reader = _Reader()
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack and len(reader.lines) < _MOST_LINES:
        node, is_over = stack.pop()
        if is_over:
            _close(reader, node)
        elif node.tag == "-text":
            reader.parts.append(node.text_content or "")
        elif _is_seen(node):
            if node.tag in _BLOCKS:
                reader.end(node.tag)
            stack.append((node, True))
            inside = list(node.iter(include_text=True))
            stack.extend((one, False) for one in reversed(inside))
    reader.end("body")
    return reader.lines


def _close(reader: _Reader, node: LexborNode) -> None:
    if node.tag in ("td", "th"):
        reader.parts.append("|")
    elif node.tag in _BLOCKS:
        reader.end(node.parent.tag or "body" if node.parent else "body")


def _is_seen(node: LexborNode) -> bool:
    if node.tag in _UNSEEN:
        return False
    if node.tag not in ("div", "section", "aside", "form", "ul", "ol"):
        return True
    attributes = node.attributes
    name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    # Only small names: themes hang a word for everything on the page's outermost box.
    return len(name) > 200 or not _CONSENT.search(name)


def paired(found: list[Line]) -> list[Line]:
    """Return `found` with labels and their values in one line, as `label: value`."""
    made: list[Line] = []
    header: list[str] = []
    at = 0
    while at < len(found):
        line = found[at]
        cells = [cell.strip() for cell in line.text.split("|")]
        is_row = line.tag == "tr" and len(cells) > 1
        header = header if is_row else []
        if is_row and header and len(cells) == len(header):
            made.append(_under(header, cells))
        elif is_row and _is_header(cells):
            header = cells
        elif is_row and len(cells) == 2:
            made.append(Line(f"{cells[0].rstrip(' :')}: {cells[1]}", "pair"))
        elif at + 1 < len(found) and _is_pair(line, found[at + 1]):
            made.append(_pair(line.text, found[at + 1].text))
            at += 1
        else:
            made.append(line)
        at += 1
    return made


def _is_header(cells: list[str]) -> bool:
    """Return whether these are the names of columns, commissions among them."""
    return not any(map(str.isdigit, "".join(cells))) and any(
        _is_rate(cell) and len(cell) <= _FIGURE_CHARS for cell in cells[1:]
    )


def _is_rate(title: str) -> bool:
    return bool(w.SURE.search(title) or w.MARGIN.search(title))


def _under(header: list[str], cells: list[str]) -> Line:
    """Return a row of a table of rates: the commission first, then for what."""
    at = next(at for at, name in enumerate(header) if at and _is_rate(name))
    rest = ", ".join(
        f"{name} {cell}"
        for column, (name, cell) in enumerate(zip(header, cells, strict=True))
        if column != at
    )
    return Line(f"{header[at]}: {cells[at]} ({rest})", "pair")


def _pair(one: str, other: str) -> Line:
    if _is_figure(one) and not _is_figure(other):
        one, other = other, one
    return Line(f"{one.rstrip(' :?')}: {other}", "pair")


def _is_pair(line: Line, after: Line) -> bool:
    """Return whether one of the two is a caption and the other its value."""
    if line.tag == "dt":
        return after.tag == "dd"
    if line.text.endswith("?") or after.text.endswith("?"):
        return line.text.endswith("?") and len(line.text) < _QUESTION
    if len(line.text) > _SHORT or line.tag == after.tag == "li":
        return False
    if w.LABEL.match(line.text):
        return not w.LABEL.match(after.text) and len(after.text) <= _QUESTION
    if line.tag in _LABELS and after.tag not in _LABELS and _is_caption(line.text):
        return True
    return line.tag not in ("h1", "h2") and _is_captioned(line.text, after.text)


def _is_captioned(one: str, other: str) -> bool:
    """Return whether one of the two is a figure and the other says of what."""
    if _is_figure(one) == _is_figure(other) or len(other) > _SHORT:
        return False
    return _is_caption(other if _is_figure(one) else one)


def _is_figure(text: str) -> bool:
    return len(text) <= _FIGURE_CHARS and _FIGURE.match(text) is not None


def _is_caption(text: str) -> bool:
    return any(word.search(text) for word in _CAPTIONS)
