"""A category wide enough for a guide, in a lake's views: fill it in, then take away."""

from typing import Any

HOSTS = ("alder.test", "birch.test", "cedar.test")
GLAD = "It is light and quick to use. I would buy this one again for my parents."
SORRY = "The handle came loose after a week. I sent it back and got my money."


def told(views: Any, things: int = 8, **more: Any) -> None:
    """Tell of so many rakes in three shops each, with two opinions on each."""
    for place in range(things):
        thing(views, f"rake{place}", place, **more)


def thing(views: Any, key: str, place: int = 0, **more: Any) -> None:
    """Tell of one product in all shops; `more` is what is not as with the others."""
    given = {
        "title": f"Oakley rake {key}",
        "specs": f'{{"Width": "{40 + place % 3} cm", "EAN": "952700{place}"}}',
    } | more
    path = given.pop("path", "Garden > Rakes").split(" > ")
    rights, language = given.pop("rights", {}), given.pop("language", "en")
    for n, host in enumerate(HOSTS):
        url, listing = f"https://{host}/{key}", f"{key}-{host}"
        page = {"url_key": url, "url": url, "host": host, "fetched_at": views.start}
        views.add("pages", page | {"status": 200, "rights": rights})
        product = {"listing_key": listing, "source_url": url, "brand": "Oakley"}
        views.add("products", product | {"category_path": path} | given)
        views.add("enriched_matches", {"entity_key": listing, "group_key": key})
        views.add("enriched_languages", {"entity_key": listing, "language": "en"})
        row = {"listing_key": listing, "url": url, "host": host}
        row |= {"price_minor": 1000 + 10 * place + n, "currency": "EUR"}
        row |= {"seen_at": views.start, "checked_at": views.start}
        views.add("offers_latest", row)
    views.add("scores", {"entity_key": key, "score": 50.0 - place, "kind": "group"})
    opinions(views, key, language)


def opinions(views: Any, key: str, language: str) -> None:
    """Say one glad and one sorry thing of a product."""
    listing, url = f"{key}-{HOSTS[0]}", f"https://{HOSTS[0]}/{key}"
    for author, text, sentiment in (("a", GLAD, 0.8), ("b", SORRY, -0.7)):
        said = {"listing_key": listing, "url": url, "author_hash": author}
        views.add("opinions", said | {"text": text, "rating": 4.0})
        ((opinion,),) = views.connection.execute(
            "select md5(concat_ws('|', ?, ?, ?, ?))", [listing, url, author, text]
        ).fetchall()
        judged = {"entity_key": opinion, "kind": "opinion"}
        views.add("enriched_sentiments", judged | {"sentiment": sentiment})
        views.add("enriched_languages", judged | {"language": language})
