"""A page as the parser alone reads it, for crawls that cannot wait for compiled loops.

The loops take a minute to compile on a new machine, and leave odd pages to the
parser; links, rights and the question whether a page is a shell then come from here.
"""

from functools import cached_property

from extract.page import Page
from frontier.urls import join

# A page's text is what a reader sees; these hold none of it.
_UNSEEN = ["script", "style", "noscript", "template", "svg", "head"]


class Parsed(Page):
    """One page whose head and text are asked of the parser's tree."""

    @cached_property
    def base(self) -> str:
        """The URL that the page's relative links start from."""
        node = self.tree.css_first("base[href]")
        href = node.attributes.get("href") if node else None
        return (join(self.url, href) if href else None) or self.url

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """The head's meta tags: name or property in lower case -> its contents."""
        found: dict[str, list[str]] = {}
        for node in self.tree.css("meta[content]"):
            said = node.attributes
            name = said.get("name") or said.get("property") or said.get("http-equiv")
            if name:
                content = (said["content"] or "").strip()
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def text(self) -> str:
        """What a reader sees without scripts to run, as one line of words."""
        seen = self._parsed()  # a clone of a large tree is refused at times
        seen.strip_tags(_UNSEEN)
        return " ".join(seen.body.text(separator=" ").split()) if seen.body else ""
