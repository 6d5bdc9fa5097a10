"""The tax rates of data/, each with the day from which it holds; read once.

Percents are text, so that 9.975 is 99,750 millionths and no fraction of a float.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec

_PPM_A_PERCENT = 10_000

# A percentage by the first day that it holds.
Days = Mapping[str, str]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a country with a rate of its own, or with none at all."""

    country: str
    name: str
    postcodes: tuple[str, ...]
    standard: str


class EuTax(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"same_as": "as"}
):
    """What tax_eu.toml says."""

    written: date
    threshold_minor: int
    standard: Mapping[str, Days]
    publication: Mapping[str, Days]
    part: tuple[Part, ...]
    same_as: Mapping[str, str]
    number: Mapping[str, str]


class CanadianTax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tax of some provinces."""

    name: str
    registration: str
    since: date
    percent: str
    regions: tuple[str, ...]


class Canada(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What tax_canada.toml says."""

    written: date
    tax: tuple[CanadianTax, ...]

    @property
    def regions(self) -> frozenset[str]:
        """All provinces and territories."""
        return frozenset(region for one in self.tax for region in one.regions)


@cache
def eu() -> EuTax:
    """Return the taxes of the European Union."""
    return msgspec.convert(_read("tax_eu.toml"), EuTax)


@cache
def canada() -> Canada:
    """Return the taxes of Canada."""
    return msgspec.convert(_read("tax_canada.toml"), Canada)


def ppm(percent: str) -> int:
    """Return a percentage in millionths."""
    return int(Decimal(percent) * _PPM_A_PERCENT)


def on_day(rates: Days, day: date) -> int:
    """Return the rate that holds on a day, in millionths; before all, the first."""
    begun = [since for since in rates if date.fromisoformat(since) <= day]
    return ppm(rates[max(begun, default=min(rates))])


def _read(name: str) -> object:
    return tomllib.loads(files(__package__).joinpath("data", name).read_text("utf-8"))
