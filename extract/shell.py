"""Whether a page is a shell: it shows next to nothing until its scripts have run.

A page without a link that a reader sees is one, if it is short and runs scripts. With a
link or two, as to a privacy page, it is one if the place is there, still empty, that its
scripts fill.
"""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from extract.page import Page

# A page that shows less text than this and runs scripts waits for a browser.
SHELL_TEXT = 200
# With more links than this, those for readers without scripts too, none is looked at.
SHELL_LINKS = 8
# So many a reader may see beside the place that is filled.
_BESIDE = 2
# "Loading, please wait" is as good as nothing.
_WAITING_TEXT = 40
_LINKS = "a[href], area[href]"
_NOT_SEEN = "noscript a[href], noscript area[href], template a[href]"
# Where React, Vue, Angular, Next, Nuxt, Gatsby and the like put what they make.
_FILLED = (
    "#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #mount, #main-app,"
    " [id$=-root], [id$=-app], [ng-app], [data-reactroot]"
)
_NO_TEXT = "noscript, script, style, template"


def is_shell(page: Page) -> bool:
    """Return whether `page` has to be rendered to be read."""
    if not any(map(_runs, page.tree.css("script"))) or len(page.text) >= SHELL_TEXT:
        return False
    beside = len(page.tree.css(_LINKS)) - len(page.tree.css(_NOT_SEEN))
    if not beside:
        return True
    return beside <= _BESIDE and any(map(_is_empty, _places(page)))


def _runs(script: LexborNode) -> bool:
    """Return whether a script is a program: many hold data."""
    kind = (script.attributes.get("type") or "").lower()
    return not kind or kind == "module" or "javascript" in kind


def _places(page: Page) -> Iterator[LexborNode]:
    """Return what scripts may fill; an element of their own has a - in its name."""
    yield from page.tree.css(_FILLED)
    if page.tree.body is not None:
        yield from (node for node in page.tree.body.iter() if "-" in (node.tag or ""))


def _is_empty(place: LexborNode) -> bool:
    if place.css_first(_LINKS) is not None:
        return False
    unseen = sum(len(node.text()) for node in place.css(_NO_TEXT))
    return len(place.text().strip()) - unseen <= _WAITING_TEXT
