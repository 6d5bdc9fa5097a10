"""A category wide enough for a guide, in a lake's views: fill it in, then take away."""

from hashlib import md5
from typing import Any

HOSTS = ("alder.test", "birch.test", "cedar.test")
GLAD = "It is light and quick to use. I would buy this one again for my parents."
SORRY = "The handle came loose after a week. I sent it back and got my money."


def told(views: Any, things: int = 8, **more: Any) -> None:
    """Tell of so many rakes in three shops each, with two opinions on each."""
    rows = Rows(views)
    for place in range(things):
        _thing(rows, f"rake{place}", place, **more)
    rows.add()


def thing(views: Any, key: str, place: int = 0, **more: Any) -> None:
    """Tell of one product in all shops; `more` is what is not as with the others."""
    rows = Rows(views)
    _thing(rows, key, place, **more)
    rows.add()


class Rows:
    """Rows on their way to the views, those of one table together: it is faster."""

    def __init__(self, views: Any) -> None:
        self.start = views.start
        self._views = views
        self._of: dict[str, list[dict[str, Any]]] = {}

    def put(self, table: str, row: dict[str, Any]) -> None:
        self._of.setdefault(table, []).append(row)

    def add(self) -> None:
        for table, rows in self._of.items():
            self._views.add(table, *rows)


def _thing(rows: Rows, key: str, place: int = 0, **more: Any) -> None:
    given = {
        "title": f"Oakley rake {key}",
        "specs": f'{{"Width": "{40 + place % 3} cm", "EAN": "952700{place}"}}',
    } | more
    path = given.pop("path", "Garden > Rakes").split(" > ")
    rights, language = given.pop("rights", {}), given.pop("language", "en")
    for n, host in enumerate(HOSTS):
        url, listing = f"https://{host}/{key}", f"{key}-{host}"
        page = {"url_key": url, "url": url, "host": host, "fetched_at": rows.start}
        rows.put("pages", page | {"status": 200, "rights": rights})
        product = {"listing_key": listing, "source_url": url, "brand": "Oakley"}
        rows.put("products", product | {"category_path": path} | given)
        rows.put("enriched_matches", {"entity_key": listing, "group_key": key})
        rows.put("enriched_languages", {"entity_key": listing, "language": "en"})
        row = {"listing_key": listing, "url": url, "host": host}
        row |= {"price_minor": 1000 + 10 * place + n, "currency": "EUR"}
        row |= {"seen_at": rows.start, "checked_at": rows.start}
        rows.put("offers_latest", row)
    rows.put("scores", {"entity_key": key, "score": 50.0 - place, "kind": "group"})
    _opinions(rows, key, language)


def _opinions(rows: Rows, key: str, language: str) -> None:
    """Say one glad and one sorry thing of a product."""
    listing, url = f"{key}-{HOSTS[0]}", f"https://{HOSTS[0]}/{key}"
    for author, text, sentiment in (("a", GLAD, 0.8), ("b", SORRY, -0.7)):
        said = {"listing_key": listing, "url": url, "author_hash": author}
        rows.put("opinions", said | {"text": text, "rating": 4.0})
        joined = f"{listing}|{url}|{author}|{text}"
        opinion = md5(joined.encode(), usedforsecurity=False).hexdigest()
        judged = {"entity_key": opinion, "kind": "opinion"}
        rows.put("enriched_sentiments", judged | {"sentiment": sentiment})
        rows.put("enriched_languages", judged | {"language": language})
