"""The kinds of generated works: what the shop calls them, which of them are posts."""

from storefront.catalogue.answers import GuideCard
from storefront.catalogue.item import Guide
from storefront.pages.words import Words, msg
from storefront.texts import slug

_NAMES = {
    "buying_guide": msg("Buying guide"),
    "comparison": msg("Comparison"),
    "market_report": msg("Market report"),
    "niche_ebook": msg("E-book"),
    "price_watch": msg("Price watch"),
    "programme_directory": msg("Directory of programmes"),
    "video": msg("Video"),
}
FORMS = {"pdf": "PDF", "epub": "EPUB", "html": "HTML", "post": "HTML", "mp4": "MP4"}
"""The forms that can be taken along; captions and stills belong to a film."""
_POSTS = frozenset({"buying_guide", "market_report", "price_watch"})
_KEY_SHOWN = 8


def kind_name(kind: str, words: Words) -> str:
    """Return what the shop calls a `kind`; an unknown one by its own name."""
    name = _NAMES.get(kind)
    return words(name) if name else kind.replace("_", " ").capitalize()


def post_path(work: Guide | GuideCard) -> str | None:
    """Return the address of the post made of `work`, or None; without a language.

    The end of it is of the work's key, so that a new title leads on from the old one.
    """
    if work.kind not in _POSTS:
        return None
    return f"/blog/{slug(work.title)}-{post_key(work)}"


def post_key(work: Guide | GuideCard) -> str:
    """Return what the address of a post ends with."""
    return work.generated_key[-_KEY_SHOWN:].lower()
