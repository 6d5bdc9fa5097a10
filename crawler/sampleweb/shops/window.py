"""A shop on one day: its products by address, its departments, what it links beside them."""

from dataclasses import dataclass
from functools import cached_property

from crawler.sampleweb.goods import Good
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.render import Place
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.assortment import left, on_sale, stays
from crawler.sampleweb.shops.item import Item, item, slugged
from crawler.sampleweb.shops.shop import Shop
from crawler.sampleweb.wordlists import goods, tongue

PER_PAGE = 24


@dataclass(frozen=True)
class Window:
    """What one shop shows on the day of the settings."""

    shop: Shop
    settings: WebSettings

    @cached_property
    def items(self) -> dict[str, Item]:
        """Return the products on sale, by path."""
        goods_ = on_sale(self.settings.seed, self.shop, self.settings.day)
        made = (self._item(good) for good in goods_)
        return {one.path: one for one in made}

    @cached_property
    def gone(self) -> dict[str, Item]:
        """Return the products that left the range, by path."""
        goods_ = left(self.settings.seed, self.shop, self.settings.day)
        return {one.path: one for one in map(self._item, goods_)}

    @cached_property
    def shelves(self) -> dict[str, list[Item]]:
        """Return the products by department."""
        found: dict[str, list[Item]] = {code: [] for code in self.shop.departments}
        for one in self.items.values():
            found[one.good.kind.category].append(one)
        return found

    @cached_property
    def _kin(self) -> dict[str, list[Item]]:
        """Products on sale on all days, by kind: pages that link them stay the same."""
        found: dict[str, list[Item]] = {}
        for good in stays(self.settings.seed, self.shop):
            found.setdefault(good.kind.code, []).append(self._item(good))
        return found

    def related(self, one: Item) -> list[Item]:
        """Return a few products of the same kind."""
        kin = self._kin.get(one.good.kind.code, [])
        start = next((at for at, other in enumerate(kin) if other.sku == one.sku), 0)
        others = [
            other for other in kin[start + 1 :] + kin[:start] if other.sku != one.sku
        ]
        return others[:4]

    def name(self, department: str) -> str:
        """Return what the shop calls a department."""
        return goods().categories[department].name[self.shop.language]

    def lists(self, department: str) -> list[str]:
        """Return the paths of a department's listing pages."""
        count = -(-len(self.shelves[department]) // PER_PAGE)
        first = f"/c/{slugged(self.name(department))}"
        return [first, *(f"{first}?page={at}" for at in range(2, count + 1))]

    @cached_property
    def place(self) -> Place:
        """Return the host with what stands on every page."""
        words = tongue(self.shop.language)
        return Place(
            host=HOSTS[self.shop.host],
            settings=self.settings,
            nav=(
                *(
                    (self.lists(code)[0], self.name(code), "")
                    for code in self.shop.departments
                ),
                ("/cart", words["cart"], "nofollow"),
            ),
            footer=(
                ("/about", words["about"], ""),
                ("/shipping", words["shipping"], ""),
            ),
            small_print=f"© 2026 {HOSTS[self.shop.host].title}. {words['legal']}",
            disallow=("/cart", "/account", "/search"),
        )

    def _item(self, good: Good) -> Item:
        return item(self.settings, self.shop, good)
