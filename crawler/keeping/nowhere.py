"""Where a crawl that keeps nothing puts its pages: a sink without a drain."""

from typing import Protocol

from crawler.keeping.rows import Attempt, Fetched, RobotsSeen
from crawler.keeping.validators import Last


class Store(Protocol):
    """What a crawl asks of whoever keeps its pages."""

    keeps: bool  # if not, who calls may spare himself the making of rows

    def page(self, page: Fetched) -> None:
        """Keep one response."""

    def unchanged(self, page: Fetched, last: Last) -> bool:
        """Keep that a page has not changed; False where its body is lost."""

    def attempt(self, attempt: Attempt) -> None:
        """Keep one try at one URL."""

    def robots(self, seen: RobotsSeen) -> None:
        """Keep one robots.txt."""

    def flush(self) -> None:
        """Make everything safe."""

    def close(self) -> None:
        """Make everything safe and let go."""

    def abandon(self) -> None:
        """Drop what is not safe yet."""


class Nowhere:
    """Keeps nothing; for measuring, and for looking at what a campaign would fetch."""

    keeps = False

    def page(self, page: Fetched) -> None:
        """Keep no response."""

    def unchanged(self, page: Fetched, last: Last) -> bool:
        """Say that no body is kept."""
        return False

    def attempt(self, attempt: Attempt) -> None:
        """Keep no try."""

    def robots(self, seen: RobotsSeen) -> None:
        """Keep no robots.txt."""

    def flush(self) -> None:
        """Have nothing to make safe."""

    def close(self) -> None:
        """Have nothing to close."""

    def abandon(self) -> None:
        """Have nothing to drop."""
