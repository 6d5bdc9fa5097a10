"""Categories as research tells of them, in a lake's views: sold, opined on, looked at."""

from datetime import timedelta
from typing import Any

from told_category import HOSTS

from enrich.equipment import Equipment
from enrich.research import market

RESEARCH = market.stage(Equipment())
SHELVES = ("Rakes", "Spades", "Hoses", "Gloves", "Ladders", "Seeds")


def shelves(views: Any, names: tuple[str, ...] = SHELVES, **more: Any) -> None:
    """Tell of three products in each category, in three shops each."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        for place in range(3):
            for n, host in enumerate(HOSTS):
                for table, row in _listing(
                    views, f"{name.lower()}-{place}", host
                ).items():
                    rows.setdefault(table, []).append(row)
                rows["products"][-1] |= {"category_path": ["Garden", name]} | more
                rows["offers"][-1]["price_minor"] = 1000 + 100 * place + n
                rows["offers_latest"][-1]["price_minor"] = 1000 + 100 * place + n
    for table, listed in rows.items():
        views.add(table, *listed)


def _listing(views: Any, key: str, host: str) -> dict[str, dict[str, Any]]:
    """Return the row of each table on one product in one shop."""
    url, listing = f"https://{host}/{key}", f"{key}-{host}"
    page = {"url_key": url, "url": url, "host": host, "fetched_at": views.start}
    of = {"listing_key": listing, "input_key": listing}
    offer = of | {"url": url, "host": host, "currency": "EUR", "seen_at": views.start}
    return {
        "pages": page | {"status": 200},
        "products": of | {"source_url": url, "title": f"Oakley rake {key}"},
        "enriched_matches": {"entity_key": listing, "group_key": key},
        "offers": offer,
        "offers_latest": offer | {"checked_at": views.start},
    }


def opined(views: Any, listing: str, weeks_ago: int, times: int) -> None:
    """Let so many buyers say something of a listing, so long ago."""
    at = views.start - timedelta(weeks=weeks_ago)
    host = next(host for host in HOSTS if listing.endswith(host))
    url = f"https://{host}/{listing.removesuffix(f'-{host}')}"
    said = {"listing_key": listing, "url": url, "posted_at": at}
    views.add("opinions", *(said | {"text": f"{weeks_ago} {n}"} for n in range(times)))


def researched(views: Any) -> None:
    """Look at the markets as the stage does, and keep all that it tells."""
    by = {"maker": RESEARCH.name, "maker_version": RESEARCH.version}
    found = views.connection.sql(RESEARCH.query).to_arrow_table()
    for batch in found.to_batches():
        for name, rows in RESEARCH.make(batch).items():
            told = [{**by, **row} for row in rows.to_pylist()]
            if told:
                views.add(name, *told)


def told_of(views: Any, **more: Any) -> None:
    """Tell of six categories, of which one grows."""
    shelves(views, **more)
    opined(views, "rakes-0-alder.test", 2, 12)
    opined(views, "rakes-0-alder.test", 20, 2)
    opined(views, "hoses-1-birch.test", 3, 4)
    researched(views)
