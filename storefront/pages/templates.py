"""The templates: escaping is always on, a missing name is an error."""

import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storefront import money
from storefront.art import scene
from storefront.catalogue.rows import category_key
from storefront.pages import ages, words
from storefront.pages.assets import Assets
from storefront.settings import ShopSettings
from storefront.texts import slug, web_address

_HERE = Path(__file__).parent.parent


class Templates:
    """Renders pages; `version` changes with any file that their looks depend on."""

    def __init__(self, settings: ShopSettings) -> None:
        self.assets = Assets(_HERE / "static")
        self.version = _digest(_HERE / "templates", _HERE / "static")
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {
            "age": ages.age,
            "art": _art,
            "category_key": category_key,
            "day": ages.day,
            "money": money.price,
            "product_path": product_path,
            "settings": settings,
            "static": self.assets.path,
            "stock": words.stock,
            "web_address": web_address,
        }

    def render(self, name: str, **facts: object) -> str:
        """Return the page that the template `name` makes of `facts`."""
        return self._environment.get_template(name).render(**facts)


def product_path(sku: str, title: str) -> str:
    """Return the one address of a product's page."""
    return f"/products/{sku}/{slug(title)}"


def _art(title: str, category: str, sku: str) -> str:
    return f"/art/{scene.VERSION}/{scene.picture(title, category, sku)}.svg"


def _digest(*folders: Path) -> str:
    digest = hashlib.sha256(scene.VERSION.encode())
    for folder in folders:
        for path in sorted(folder.iterdir()):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
