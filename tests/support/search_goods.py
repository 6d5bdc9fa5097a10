"""Things to search among: a few dozen, planted so that each need has its item."""

from datetime import UTC, datetime
from pathlib import Path

from storefront.catalogue.item import Item, OtherOffer
from storefront.catalogue.question import Question
from storefront.search import index
from storefront.search.search import Search

SEEN = datetime(2026, 11, 20, tzinfo=UTC)
GOODS = (
    ("en", "Three-seat couch in grey linen", "Nordhem", "Living/Sofas"),
    ("en", "Corner settee, left-hand", "Nordhem", "Living/Sofas"),
    ("en", "OLED television 55 inch", "Lumina", "Sound and vision/Televisions"),
    ("en", "Soundbar for any TV", "Lumina", "Sound and vision/Speakers"),
    ("en", "Noise cancelling headphones WH-1000XM5", "Sonari", "Sound and vision"),
    ("en", "Noise cancelling headphones WH-1000XM4", "Sonari", "Sound and vision"),
    ("en", "Water bottle 500 ml", "Quell", "Outdoors/Bottles"),
    ("en", "Water bottle 750ml", "Quell", "Outdoors/Bottles"),
    ("en", "Teapot of blue stoneware", "Halden", "Kitchen/Tea"),
    ("en", "Men's running shoes", "Fleet", "Shoes/Men"),
    ("en", "Children's bicycle 20 inch", "Pedal", "Outdoors/Bicycles"),
    ("en", "Cordless vacuum cleaner V12", "Swirl", "Home/Cleaning"),
    ("en", "T-shirt in organic cotton", "Plain", "Clothes/Shirts"),
    ("en", "Dutch oven 28 cm", "Ironworks", "Kitchen/Pots"),
    ("en", "Battery charger for cameras", "Lumina", "Photo"),
    ("de", "Teekanne aus Porzellan", "Weiß & Söhne", "Küche/Tee"),
    ("de", "Kanne für Kaffee", "Weiß & Söhne", "Küche/Kaffee"),
    ("de", "Tee Darjeeling 250 g", "Weiß & Söhne", "Küche/Tee"),
    ("de", "Gartenmöbel aus Teak", "Grünhag", "Garten/Möbel"),
    ("de", "Straßenschuhe für Herren", "Fleet", "Schuhe/Herren"),
    ("de", "Smartphone mit 128 GB", "Lumina", "Elektronik/Telefone"),
    ("de", "Bücherregal Buche", "Holzwerk", "Möbel/Regale"),
    ("de", "Waschmaschine 8 kg", "Rein", "Haushalt/Waschen"),
    ("de", "Haus für Vögel", "Grünhag", "Garten/Vögel"),
    ("fr", "Cafetière à piston", "Brûlerie", "Cuisine/Café"),
    ("fr", "Canapé convertible", "Maison Claire", "Salon/Canapés"),
    ("fr", "Bouilloire à l'ancienne", "Brûlerie", "Cuisine/Thé"),
    ("fr", "Huile d'olive vierge", "Moulin", "Épicerie/Huiles"),
    ("fr", "Cœur en chocolat", "Moulin", "Épicerie/Douceurs"),
    ("fr", "Chevaux de bois", "Jouets Rémi", "Jouets"),
)


def good(number: int, **facts: object) -> Item:
    """Return an item with `facts`, and with nothing else that matters."""
    usual = {
        "sku": f"hm-{number:06}",
        "group_key": f"{number:024x}",
        "listing_key": f"{number:024x}",
        "title": f"Thing {number}",
        "price_minor": 1_000,
        "currency": "EUR",
    }
    return Item(**(usual | facts))


def goods() -> list[Item]:
    """Return the planted items."""
    return [
        good(
            900_000 + number,
            title=title,
            brand=brand,
            language=language,
            category_path=tuple(path.split("/")),
            gtin=f"{4_012_345_000_000 + number}",
            mpn=f"PL-{number:03}/{language}",
            description=f"{brand} {title}",
        )
        for number, (language, title, brand, path) in enumerate(GOODS, 1)
    ]


def offer(host: str) -> OtherOffer:
    """Return the offer of another shop."""
    return OtherOffer(
        host=host,
        seller=None,
        url=f"https://{host}/",
        price_minor=1_000,
        currency="EUR",
        availability=None,
        seen_at=SEEN,
    )


def search_over(folder: Path, items: list[Item], synonyms: str = "") -> Search:
    """Return the search of a shop that sells `items`, whose places begin with 1."""
    index.write(folder / "search", items, "EUR", synonyms)
    return Search(folder / "search")


class Finder:
    """Asks a shop's search, and answers with titles."""

    def __init__(self, search: Search, items: list[Item]) -> None:
        self.search = search
        self.items = items

    def titles(self, text: str = "", **asked: object) -> list[str]:
        """Return the titles of the first page that answers."""
        hits = self.search.find(Question(text=text, **asked))
        return [self.items[place - 1].title for place in hits.places]
