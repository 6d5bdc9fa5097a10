"""Writers that do the same to every paragraph."""

from collections.abc import Callable, Sequence

from enrich.generate.writers.writer import Brief


class Pen:
    """A writer that does the same to every paragraph, and remembers what it was asked."""

    def __init__(self, change: Callable[[str], str | None], name: str = "pen") -> None:
        self.name = name
        self.change = change
        self.asked: list[Brief] = []

    def write(self, briefs: Sequence[Brief]) -> list[str | None]:
        self.asked += briefs
        return [self.change(brief.plain) for brief in briefs]


def well(plain: str) -> str:
    """Say the same with one word more."""
    return f"In short: {plain}"
