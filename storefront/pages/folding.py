"""Translates constant texts while a template is compiled.

`_("Search")` and `to("/products")` become plain strings in the token stream, which
Jinja escapes and joins with the text around them: at run time nothing is left of them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

if TYPE_CHECKING:
    from storefront.pages.words import Words


class Folding(Extension):
    """Replaces calls of `_` and `to` with one constant by what they return."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Yield the tokens of a template with its constant texts in its language."""
        words: Words = self.environment.globals["_"]  # type: ignore[assignment]
        return _folded(stream, {"_": words, "to": words.to})


def _folded(
    stream: Iterable[Token], said: dict[str, Callable[[str], str]]
) -> Iterator[Token]:
    held: list[Token] = []
    for token in stream:
        held.append(token)
        if not _begins_call(held, said):
            yield from held
            held = []
        elif len(held) == 4:
            text = said[held[0].value](held[2].value)
            yield Token(held[0].lineno, "string", text)
            held = []
    yield from held


def _begins_call(held: list[Token], said: dict[str, Callable[[str], str]]) -> bool:
    """Whether `held` may still become `name("text")`."""
    wanted = ("name", "lparen", "string", "rparen")[: len(held)]
    kinds = tuple(token.type for token in held)
    return kinds == wanted and held[0].value in said
