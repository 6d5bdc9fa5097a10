"""Which taxes a sale bears: where the merchant is registered, and where the buyer is.

    Canada          the taxes of the province, each where the merchant is registered
    European Union  the rate of the buyer's country where registered there or in OSS;
                    else, from an EU country, that of the merchant's own
    anywhere else   none

The rates are in data/. Tax is worked out after the discount, line by line (totals.py).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from ledger.orders.totals import Rate
from ledger.selling.asked import Destination, Thing
from ledger.selling.quoted import TaxNote
from ledger.selling.settings import SellingSettings
from ledger.selling.taxtables import EuTax, Part, canada, eu, on_day, ppm

VAT = "VAT"
_BESIDE = frozenset({"CA", "US"})


class Taxed(msgspec.Struct, frozen=True):
    """The rates of each thing and of sending them, and why they are these."""

    note: TaxNote
    lines: tuple[tuple[Rate, ...], ...]
    shipping: tuple[Rate, ...] = ()


class Seller(msgspec.Struct, frozen=True):
    """Who sells: where from, and registered where."""

    country: str
    registrations: frozenset[str]
    publications: frozenset[str]
    is_reverse_charged: bool = False


def seller_of(settings: SellingSettings, country: str) -> Seller:
    """Return the seller of the settings; `country` where they name none."""
    return Seller(
        settings.country or country,
        frozenset(settings.registrations),
        frozenset(settings.publications),
        settings.reverse_charge,
    )


def prices_include_tax(settings: SellingSettings, country: str) -> bool:
    """Return whether prices have the tax within them."""
    if settings.prices_include_tax is not None:
        return settings.prices_include_tax
    return (settings.country or country) not in _BESIDE


def taxed(
    seller: Seller,
    things: Sequence[Thing],
    to: Destination | None,
    business_vat: str | None,
    now: datetime,
) -> Taxed:
    """Return the taxes on things that go somewhere, at one moment."""
    if to is None:
        return _untaxed(things, "not_known")
    if to.country == "CA":
        return _canadian(seller, things, to, now.date())
    if all(thing.kind == "digital" for thing in things):
        # Nothing arrives at that postcode, so it shows nothing.
        to = msgspec.structs.replace(to, postcode="")
    country = eu_country(to)
    if country is None:
        left_eu = seller.country in eu().standard and bool(seller.registrations)
        return _untaxed(things, "export" if left_eu else "none")
    if _owes_itself(seller, country, business_vat):
        return _untaxed(things, "reverse_charge")
    return _european(seller, things, (country, to), now.date())


def region_is_missing(seller: Seller, to: Destination) -> bool:
    """Return whether taxes cannot be told without a province."""
    if to.country != "CA" or "CA" not in seller.registrations:
        return False
    return to.region not in canada().regions


def eu_country(to: Destination) -> str | None:
    """Return in which EU country's tax area a place lies; None outside all of them."""
    tables = eu()
    country = tables.same_as.get(to.country, to.country)
    if country not in tables.standard:
        return None
    part = _part(tables, country, to.postcode)
    return None if part is not None and not part.standard else country


def is_vat_number(number: str | None, country: str) -> bool:
    """Return whether a VAT number is written as one of an EU country."""
    return vat_number(number, country) is not None


def vat_number(number: str | None, country: str) -> str | None:
    """Return a VAT number in its one form; None of what is none of an EU country."""
    pattern = eu().number.get(country)
    if not number or pattern is None:
        return None
    plain = re.sub(r"[ .\-]", "", number).upper()
    prefix = "EL" if country == "GR" else country
    return plain if re.fullmatch(f"{prefix}(?:{pattern})", plain, re.ASCII) else None


def _canadian(
    seller: Seller, things: Sequence[Thing], to: Destination, day: date
) -> Taxed:
    # Oldest first in the file: of two of one name, the later one holds.
    due = {
        one.name: Rate(one.name, ppm(one.percent))
        for one in canada().tax
        if to.region in one.regions
        and one.registration in seller.registrations
        and one.since <= day
    }
    rates = tuple(due.values())
    note: TaxNote = "charged" if rates else "none"
    return Taxed(note, tuple(rates for _ in things), rates)


def _owes_itself(seller: Seller, country: str, business_vat: str | None) -> bool:
    """Return whether a business in another country pays the tax there itself."""
    if not seller.is_reverse_charged or not seller.registrations:
        return False
    return country != seller.country and is_vat_number(business_vat, country)


def _european(
    seller: Seller, things: Sequence[Thing], to: tuple[str, Destination], day: date
) -> Taxed:
    country, _ = to
    is_inside = seller.country in eu().standard
    is_home = country == seller.country
    if country in seller.registrations or (
        "OSS" in seller.registrations and not is_home
    ):
        rated = _rated(seller, things, to, day)
        return rated if is_inside else _without_goods(things, rated)
    if is_inside and not is_home and seller.country in seller.registrations:
        home = Destination(country=seller.country)
        rated = _rated(seller, things, (seller.country, home), day)
        return msgspec.structs.replace(rated, note="home")
    has_goods = any(thing.kind == "physical" for thing in things)
    # Of a seller who did not say where from, nobody can tell what is brought in.
    is_brought_in = has_goods and bool(seller.country) and not is_inside
    return _untaxed(things, "import" if is_brought_in else "none")


def _rated(
    seller: Seller, things: Sequence[Thing], to: tuple[str, Destination], day: date
) -> Taxed:
    """Return the rates of an EU country; sending costs its standard one."""
    tables, (country, place) = eu(), to
    part = _part(tables, country, place.postcode)
    standard = ppm(part.standard) if part else on_day(tables.standard[country], day)
    published = standard
    if part is None and country in tables.publication:
        published = on_day(tables.publication[country], day)
    rates = (
        published
        if thing.kind == "digital" and thing.category in seller.publications
        else standard
        for thing in things
    )
    lines = tuple((Rate(VAT, rate),) for rate in rates)
    return Taxed("charged", lines, (Rate(VAT, standard),))


def _without_goods(things: Sequence[Thing], rated: Taxed) -> Taxed:
    """Leave out goods that come from outside the EU: their tax is owed at the border."""
    if all(thing.kind == "digital" for thing in things):
        return rated
    lines = tuple(
        rates if thing.kind == "digital" else ()
        for thing, rates in zip(things, rated.lines, strict=True)
    )
    return Taxed("import", lines)


def _part(tables: EuTax, country: str, postcode: str) -> Part | None:
    digits = postcode.replace(" ", "")
    parts = (one for one in tables.part if one.country == country)
    return next((one for one in parts if digits.startswith(one.postcodes)), None)


def _untaxed(things: Sequence[Thing], note: TaxNote) -> Taxed:
    return Taxed(note, tuple(() for _ in things))
