"""Pages in the merchant's own words: Markdown files in the folder pages/ of the home.

`imprint.md` is for all languages, `imprint.de.md` for German. What is not written is
not linked and not there; `harvestman doctor` says so. Mark-up in a file is shown as the
letters that it is, and no picture is fetched from elsewhere.
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog
from markdown_it import MarkdownIt
from markupsafe import Markup

log = structlog.get_logger()

FOLDER = "pages"
NAMES = ("imprint", "terms", "delivery")
_LARGEST = 256_000
_LOOK_EVERY_S = 5.0


class OwnPage(msgspec.Struct, frozen=True):
    """One page: its heading, where the file has one, and its text."""

    title: str | None
    text: Markup


class OwnPages:
    """Reads the merchant's pages; which there are is looked up every few seconds."""

    def __init__(
        self, home: Path, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = home / FOLDER
        self._monotonic = monotonic
        self._looked = float("-inf")
        self._there: tuple[str, ...] = ()

    @property
    def there(self) -> tuple[str, ...]:
        """The names of the pages that are written."""
        now = self._monotonic()
        if now - self._looked >= _LOOK_EVERY_S:
            self._there, self._looked = written(self._folder), now
        return self._there

    def page(self, name: str, language: str) -> OwnPage | None:
        """Return the page `name` in `language`, else in any; None where none is."""
        for file in (f"{name}.{language}.md", f"{name}.md"):
            text = _read(self._folder / file)
            if text is not None:
                return _page(text)
        return None


def written(folder: Path) -> tuple[str, ...]:
    """Return the names of the pages that `folder` has for all languages."""
    return tuple(name for name in NAMES if (folder / f"{name}.md").is_file())


def _read(path: Path) -> str | None:
    try:
        if path.stat().st_size > _LARGEST:
            log.warning("own_page_too_large", page=path.name, most=_LARGEST)
            return None
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        log.warning("own_page_unreadable", page=path.name, reason=str(error))
        return None


def _page(text: str) -> OwnPage:
    first, _, rest = text.lstrip("\ufeff\n ").partition("\n")
    title = first.removeprefix("# ").strip() if first.startswith("# ") else None
    made = _markdown().render(rest if title else text)
    # S704: the renderer escapes all mark-up and refuses addresses that are scripts.
    return OwnPage(title, Markup(made))  # noqa: S704


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
