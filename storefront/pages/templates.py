"""The templates: escaping is always on, a missing name is an error.

There is one environment a language, with the words of that language as its globals, so
that macros have them too and constant texts are translated only once.
"""

import hashlib
from pathlib import Path

import msgspec
from jinja2 import FileSystemLoader, StrictUndefined

from storefront.art import scene
from storefront.money import amount
from storefront.pages.assets import Assets
from storefront.pages.escaping import Environment
from storefront.pages.folding import Folding
from storefront.pages.pictures import aisle_drawing, card_picture, drawing
from storefront.pages.words import LANGUAGES, NAMES, Language, Words, all_words
from storefront.settings import ShopSettings
from storefront.texts import slug, spoken, web_address

_HERE = Path(__file__).parent.parent


class Templates:
    """Renders pages; `version` changes with any file that their looks depend on."""

    def __init__(self, settings: ShopSettings) -> None:
        self.settings = settings
        self.assets = Assets(_HERE / "static")
        self.words = all_words()
        self.version = self._looks = _digest(
            *(_HERE / part for part in ("templates", "static", "words"))
        )
        shared = {
            "LANGUAGES": [
                (code, self.words[code].prefix, NAMES[code]) for code in LANGUAGES
            ],
            "aisle_art": aisle_drawing,
            "art": drawing,
            "card_picture": card_picture,
            "plain_amount": amount,
            "settings": settings,
            "spoken": spoken,
            "static": self.assets.path,
            "web_address": web_address,
        }
        self._environments = {
            language: _environment(words, shared)
            for language, words in self.words.items()
        }

    def call(self, name: str) -> None:
        """Let all pages made from now on say that the shop is called `name`."""
        if not name or name == self.settings.name:
            return
        self.settings = msgspec.structs.replace(self.settings, name=name)
        for environment in self._environments.values():
            environment.globals["settings"] = self.settings
        told = hashlib.sha256(name.encode()).hexdigest()[:8]
        self.version = f"{self._looks}{told}"

    def render(self, name: str, language: Language, **facts: object) -> str:
        """Return the page that the template `name` makes of `facts`."""
        return self._environments[language].get_template(name).render(**facts)


def _environment(words: Words, shared: dict[str, object]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": words,
        "age": words.ages.age,
        "day": words.ages.day,
        "decimal": words.amounts.decimal,
        "language": words.language,
        "money": words.amounts.price,
        "ngettext": words.plural,
        "number": words.amounts.number,
        "percent": words.amounts.percent,
        "product_path": lambda sku, title: words.prefix + product_path(sku, title),
        "short_day": words.ages.short,
        "stock": words.stock,
        "to": words.to,
        **shared,
    }
    # As filters they are called at once; a call of a global asks what it is first.
    for name in ("age", "day", "decimal", "money", "spoken", "stock"):
        environment.filters[name] = environment.globals[name]
    environment.add_extension(Folding)
    return environment


def product_path(sku: str, title: str) -> str:
    """Return the one address of a product's page, without a language."""
    return f"/products/{sku}/{slug(title)}"


def _digest(*folders: Path) -> str:
    digest = hashlib.sha256(scene.VERSION.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
