"""Which pages a browser renders, what they may fetch from, and what is done in them."""

import re
from fnmatch import fnmatchcase

from crawler.campaign.model import JavaScript, Render, Step
from frontier.scope import LONGEST_CHARS
from frontier.urls import domain


class Renderer:
    """The rules of one campaign; `js` holds where no pattern does."""

    def __init__(self, render: Render, js: JavaScript) -> None:
        self.js: JavaScript = render.js or js
        self._never = [re.compile(pattern) for pattern in render.never]
        self._always = [re.compile(pattern) for pattern in render.always]
        self._hosts = [name.lower() for name in render.hosts]
        self._actions = [(re.compile(one.match), one.steps) for one in render.actions]

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

    def lends(self, name: str, page: str) -> bool:
        """Return whether the host `name` may be asked for parts of a page of another."""
        return domain(name) == domain(page) or any(
            fnmatchcase(name, pattern) for pattern in self._hosts
        )

    def steps(self, url: str) -> tuple[Step, ...]:
        """Return what is done in the page at `url`, in order."""
        return tuple(
            step
            for pattern, steps in self._actions
            if _found([pattern], url)
            for step in steps
        )


def _found(patterns: list[re.Pattern[str]], url: str) -> bool:
    text = url[:LONGEST_CHARS]
    return any(pattern.search(text) for pattern in patterns)
