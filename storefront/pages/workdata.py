"""What search engines read of a work: schema.org, as a block that cannot end early."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from storefront.catalogue.item import Guide
from storefront.catalogue.preview import Reading
from storefront.money import amount
from storefront.pages.jsonld import embedded
from storefront.texts import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storefront.pages.guides import Form

_TYPES = {
    "buying_guide": "Article",
    "comparison": "Article",
    "market_report": "Report",
    "niche_ebook": "Book",
    "price_watch": "Article",
    "programme_directory": "Article",
    "video": "VideoObject",
}


def work_data(
    guide: Guide, reading: Reading, forms: "Sequence[Form]", address: str, shop: str
) -> Markup:
    """Return what the page of `guide` says to search engines."""
    kind = _TYPES.get(guide.kind, "CreativeWork")
    page = f"{address}/guides/{guide.generated_key}/{slug(guide.title)}"
    facts: dict[str, Any] = {
        **about_work(guide, reading, shop),
        "@type": kind,
        "url": page,
        "isAccessibleForFree": guide.price_minor == 0,
        "offers": {
            "@type": "Offer",
            "url": page,
            "price": amount(guide.price_minor, guide.currency),
            "priceCurrency": guide.currency,
        },
    }
    if kind == "Book":
        facts["bookFormat"] = "https://schema.org/EBook"
    if kind == "VideoObject":
        facts |= _film(guide, forms, address, page)
    return embedded(facts)


def post_data(guide: Guide, reading: Reading, url: str, shop: str) -> Markup:
    """Return what the post made of `guide` says to search engines."""
    facts = about_work(guide, reading, shop)
    return embedded({**facts, "@type": "BlogPosting", "mainEntityOfPage": url})


def about_work(guide: Guide, reading: Reading, shop: str) -> dict[str, Any]:
    """Return what is so of a work in whatever form."""
    facts = {
        "@context": "https://schema.org",
        "name": guide.title,
        "headline": guide.title,
        "description": guide.summary or reading.about or reading.subtitle,
        "inLanguage": reading.language if reading.chapters else guide.language,
        "datePublished": guide.made_at.isoformat(),
        "author": {"@type": "Organization", "name": shop},
        "publisher": {"@type": "Organization", "name": shop},
    }
    return {name: fact for name, fact in facts.items() if fact}


def _film(
    guide: Guide, forms: "Sequence[Form]", address: str, page: str
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "uploadDate": guide.made_at.isoformat(),
        "thumbnailUrl": f"{page}.png",
    }
    film = next((one for one in forms if one.name == "MP4"), None)
    if film is not None and guide.price_minor == 0:
        facts["contentUrl"] = address + film.path
    return facts
