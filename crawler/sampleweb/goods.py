"""The pool of products that the sample shops choose from: what is true in every shop."""

from dataclasses import dataclass
from functools import lru_cache

from crawler.sampleweb.dice import dice, number
from crawler.sampleweb.wordlists import Kind, Say, Tongue, goods, makers

PER_KIND = 28  # 40 kinds of goods make a pool of 1,120 products


@dataclass(frozen=True, slots=True)
class Good:
    """One product of one maker, whoever sells it."""

    number: int
    kind: Kind
    brand: str
    model: str
    gtin: str
    mpn: str
    base_cents: int  # the price around which shops set theirs, in euro cents
    quality: float  # 2.9 to 4.9: what buyers think of it
    specs: tuple[tuple[str, str], ...]
    colour: Say
    material: Say

    def facts(self, language: Tongue) -> list[tuple[str, str]]:
        """Return the lines of a specification table."""
        named = goods().specs
        lines = [
            (named[key][language], self.value(at, language))
            for at, (key, _) in enumerate(self.specs)
        ]
        lines.append((named["material"][language], self.material[language]))
        lines.append((named["colour"][language], self.colour[language]))
        return lines

    def value(self, at: int, language: Tongue) -> str:
        """Return a spec's value as `language` writes numbers."""
        text = self.specs[at][1]
        return text if language == "en" else text.replace(".", ",")


@lru_cache(maxsize=2)
def pool(seed: int) -> tuple[Good, ...]:
    """Return all products of the sample world."""
    kinds = goods().types
    return tuple(
        _good(seed, at * PER_KIND + n, kind)
        for at, kind in enumerate(kinds)
        for n in range(PER_KIND)
    )


def check_digit(digits: str) -> str:
    """Return the GS1 check digit of the twelve leading digits of a GTIN-13."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return str(-total % 10)


def _good(seed: int, at: int, kind: Kind) -> Good:
    throw = dice(seed, "good", at)
    words = goods()
    names = makers()
    # Nine makers a kind of goods, so that brands recur within a category.
    start = number(seed, "makers", kind.code) % len(names.brands)
    brand = names.brands[(start + throw.randrange(9)) % len(names.brands)]
    series = names.series[throw.randrange(len(names.series))]
    low, high = kind.price_eur
    # 952 is the GS1 prefix for demonstrations: never on a real box.
    digits = f"952{number(seed, 'gtin') % 9 + 1}{at:05d}{throw.randrange(1000):03d}"
    return Good(
        number=at,
        kind=kind,
        brand=brand,
        model=f"{series} {throw.randrange(2, 99) * 10}",
        gtin=digits + check_digit(digits),
        mpn=f"{brand[:2].upper()}{series[:1]}-{at:04d}{throw.choice('ABCEX')}",
        base_cents=round(100 * (low + (high - low) * throw.random() ** 1.6)),
        quality=round(throw.triangular(2.9, 4.9, 4.4), 1),
        specs=tuple((key, throw.choice(values)) for key, values in kind.specs.items()),
        colour=throw.choice(words.colours),
        material=words.materials[throw.choice(kind.materials)],
    )
