"""The word lists in words/, read once and checked where they come in."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

Tongue = Literal["en", "fr", "de"]
Say = dict[Tongue, str]
T = TypeVar("T")


class Category(msgspec.Struct, frozen=True):
    """A department of a shop and what is said of its goods."""

    name: Say
    features: dict[Tongue, list[str]]


class Kind(msgspec.Struct, frozen=True):
    """One kind of goods, such as kettles."""

    code: str
    category: str
    price_eur: tuple[int, int]
    one: Say
    many: Say
    specs: dict[str, list[str]]
    materials: list[int]


class GoodsWords(msgspec.Struct, frozen=True):
    """Everything goods.toml holds."""

    categories: dict[str, Category]
    specs: dict[str, Say]
    colours: list[Say]
    materials: list[Say]
    types: list[Kind]


class MakerWords(msgspec.Struct, frozen=True):
    """Names of makers, of their models, and of people who write online."""

    brands: list[str]
    series: list[str]
    handles: list[str]


class Prose(msgspec.Struct, frozen=True):
    """Sentences of one language for descriptions, reviews and articles."""

    opening: list[str]
    closing: list[str]
    praise: list[str]
    complaint: list[str]
    verdict: list[str]
    headline: list[str]
    lead: list[str]
    body: list[str]
    end: list[str]


class Talk(msgspec.Struct, frozen=True):
    """Sentences of the forum, the news and the marketplaces."""

    topics: list[str]
    questions: list[str]
    answers: list[str]
    boards: list[str]
    sections: list[str]
    headlines: list[str]
    paragraphs: list[str]
    payouts: list[str]
    pitches: list[str]
    merchants: dict[str, str]


def _read(name: str, shape: type[T]) -> T:
    path = Path(__file__).with_name("words") / name
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)


@cache
def goods() -> GoodsWords:
    """Return the words of the goods."""
    return _read("goods.toml", GoodsWords)


@cache
def makers() -> MakerWords:
    """Return the names of makers, models and writers."""
    return _read("makers.toml", MakerWords)


@cache
def tongue(language: Tongue) -> dict[str, str]:
    """Return the phrases around the content, by name."""
    return _read("tongue.toml", dict[Tongue, dict[str, str]])[language]


@cache
def prose(language: Tongue) -> Prose:
    """Return the sentences of descriptions, reviews and articles."""
    return _read("prose.toml", dict[Tongue, Prose])[language]


@cache
def talk() -> Talk:
    """Return the sentences of forum, news and marketplaces."""
    return _read("talk.toml", Talk)
