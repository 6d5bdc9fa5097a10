"""Which pages a browser renders: what a pattern says, else what the campaign says."""

import re

from crawler.campaign import JavaScript, Render
from frontier.scope import LONGEST_CHARS


class Renderer:
    """The rules of one campaign; `js` holds where no pattern does."""

    def __init__(self, render: Render, js: JavaScript) -> None:
        self.js: JavaScript = render.js or js
        self._never = [re.compile(pattern) for pattern in render.never]
        self._always = [re.compile(pattern) for pattern in render.always]

    @property
    def may_render(self) -> bool:
        """Whether any page at all may want a browser."""
        return self.js != "never" or bool(self._always)

    def rule(self, url: str) -> JavaScript:
        """Return whether `url` is rendered: never, when it is empty, or always."""
        if self._never and _found(self._never, url):
            return "never"
        if self._always and _found(self._always, url):
            return "always"
        return self.js


def _found(patterns: list[re.Pattern[str]], url: str) -> bool:
    text = url[:LONGEST_CHARS]
    return any(pattern.search(text) for pattern in patterns)
