"""The merchant's first page: what the shop is called, its money, its country.

It is there for whoever has the address that `harvestman serve` printed, until it was
saved once. Keys of Stripe come from the environment alone.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from babel import Locale
from babel.numbers import get_territory_currencies
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, URLEncodedBody

from ledger import profile
from ledger.profile import Profile
from storefront import opening
from storefront.http.sessions import Session
from storefront.opening import Opening
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import Words
from storefront.parts import Parts

_ACTOR = "merchant"
_LONGEST_NAME = 80
# Territories of Babel's that ISO 3166 does not have, or that are groups of countries.
_NO_COUNTRY = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


class Said(msgspec.Struct, frozen=True):
    """What the form sends."""

    token: str = ""
    name: str = ""
    currency: str = ""
    country: str = ""


# Not in a thread: Litestar would wrap handlers that share a path twice.
@get("/welcome", sync_to_thread=False)
def welcome(request: Asked, token: FromQuery[str] = "") -> Response[str]:
    """Ask the merchant, who has the token."""
    _opened(request, token)
    settings = Visit.of(request).shop.settings
    begun = Said(token=token, name=settings.name, currency=settings.currency)
    return _form(request, begun, {})


@post("/welcome", sync_to_thread=False)
def save(request: Asked, data: URLEncodedBody[Said]) -> Response[str]:
    """Keep what the merchant says; the token is dead from then on."""
    opened = _opened(request, data.token)
    wrong = _wrong(data, Visit.of(request).words)
    if wrong:
        return _form(request, data, wrong)
    _keep(request, data)
    parts: Parts = request.app.state["parts"]
    opening.end(parts.home)
    if "name" not in opened.given:
        parts.called.say(data.name.strip())
    visit = Visit.of(request)
    return visit.page("welcomed.html", called=data.name.strip(), given=opened.given)


def _opened(request: Asked, token: str) -> Opening:
    """Return what the token opens; without one there is no such page."""
    parts: Parts = request.app.state["parts"]
    found = opening.opened_by(parts.home, token)
    if found is None or _is_set(parts):
        raise NotFoundException("This shop has no such page.")
    return found


def _is_set(parts: Parts) -> bool:
    with parts.ledger.read() as connection:
        return profile.read(connection).is_set


def _keep(request: Asked, said: Said) -> None:
    parts: Parts = request.app.state["parts"]
    now = parts.clock()
    with parts.ledger.write() as connection:
        if profile.read(connection).is_set:
            # Somebody with the same address was a moment earlier.
            raise NotFoundException("This shop has no such page.")
        told = Profile(said.name.strip(), said.currency, said.country)
        profile.write(connection, told, _ACTOR, now)


def _wrong(said: Said, words: Words) -> dict[str, str]:
    """Return what is wrong with each field; nothing where all is right."""
    name = said.name.strip()
    checks = (
        (
            "name",
            0 < len(name) <= _LONGEST_NAME and name.isprintable(),
            words("A name is one line of 1 to {most} letters.", most=_LONGEST_NAME),
        ),
        (
            "currency",
            said.currency in currencies(),
            words("Choose a currency of the list, as EUR."),
        ),
        (
            "country",
            said.country in countries(),
            words("Choose a country of the list, as DE."),
        ),
    )
    return {field: why for field, is_right, why in reversed(checks) if not is_right}


def _form(request: Asked, said: Said, wrong: Mapping[str, str]) -> Response[str]:
    visit = Visit.of(request)
    locale = Locale.parse(visit.language)
    return visit.page(
        "welcome.html",
        status=400 if wrong else 200,
        said=said,
        field=Session.of(request).field,
        wrong=wrong,
        given=_opened(request, said.token).given,
        currencies=_named(currencies(), locale.currencies),
        countries=_named(countries(), locale.territories),
    )


def _named(codes: frozenset[str], names: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [(code, str(names.get(code, code))) for code in codes]
    return sorted(found, key=lambda one: one[1].casefold())


@cache
def currencies() -> frozenset[str]:
    """Return the codes (ISO 4217) of money that some country pays with now."""
    return frozenset(
        code for country in countries() for code in get_territory_currencies(country)
    )


@cache
def countries() -> frozenset[str]:
    """Return the codes (ISO 3166) of all countries."""
    codes = map(str, Locale.parse("en").territories)
    real = frozenset(code for code in codes if len(code) == 2 and code.isalpha())
    return real - _NO_COUNTRY


HANDLERS = (welcome, save)
