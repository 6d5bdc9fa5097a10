"""Made-up items for the benchmarks of the shop: a catalogue of kettles."""

from datetime import UTC, date, datetime

from storefront.catalogue.item import Item, OtherOffer, PricePoint

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def items(number: int) -> list[Item]:
    """Return so many kettles."""
    return [item(one) for one in range(number)]


def item(number: int) -> Item:
    """Return a made-up kettle with four offers."""
    offers = [
        OtherOffer(
            host=f"shop{shop}.test",
            seller=f"Shop {shop}",
            url=f"https://shop{shop}.test/p/{number}",
            price_minor=1_000 + number + shop * 50,
            currency="EUR",
            availability="in_stock",
            seen_at=NOW,
        )
        for shop in range(4)
    ]
    return Item(
        sku=f"hm-{number:06}",
        group_key=f"{number:024x}",
        listing_key=f"{number:024x}",
        title=f"Enamel kettle number {number}",
        brand=f"Brand {number % 40}",
        description="A kettle that keeps its promises. " * 12,
        category_path=("Kitchen", "Kettles"),
        price_minor=1_200 + number,
        currency="EUR",
        specs={f"Fact {fact}": f"{fact * number} mm" for fact in range(8)},
        score=float(number % 100),
        reasons=("Four shops sell it.", "It is well reviewed."),
        offers=tuple(offers),
        source_url=f"https://shop0.test/p/{number}",
        checked_at=NOW,
        availability="in_stock",
        history=tuple(
            PricePoint(date(2026, month, 1), 1_200 + number + month * 13 % 90)
            for month in range(1, 12)
        ),
        seen={"price": NOW, "text": NOW},
    )
