"""What an address asks of a list, and the address of what is asked.

A visitor's form sends empty fields and a crawler invents some: what is empty or unknown
is passed over, what is known and wrong is refused.
"""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar.exceptions import ValidationException
from msgspec import Meta

from storefront.catalogue.question import Question, Sort
from storefront.money import amount, digits
from storefront.search.naming import brand_value

_Text = Annotated[str, Meta(max_length=200)]
_Values = Annotated[tuple[_Text, ...], Meta(max_length=30)]
# As many digits as `shown` can write of a price range, in any currency.
_Money = Annotated[str, Meta(pattern=r"^[0-9]{1,13}([.,][0-9]{0,3})?\Z")]
_MANY = frozenset({"brand", "shop", "sku"})


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a list's address."""

    q: _Text = ""
    any: bool = False
    category: Annotated[str, Meta(max_length=400)] = ""
    brand: _Values = ()
    shop: _Values = ()
    rating: Annotated[int, Meta(ge=0, le=5)] = 0
    stock: bool = False
    days: Annotated[int, Meta(ge=0, le=365)] | None = None
    low: _Money | None = None
    high: _Money | None = None
    sort: Sort = "best"
    page: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


def fields(query: str) -> dict[str, object]:
    """Return the fields of a query that say something; the last of two counts."""
    found: dict[str, object] = {}
    try:
        pairs = parse_qsl(query, max_num_fields=200)
    except ValueError as error:
        raise ValidationException("That address has too many fields.") from error
    for name, value in pairs:
        if name in _MANY:
            many = found.setdefault(name, [])
            if isinstance(many, list) and value not in many:
                many.append(value)
        else:
            found[name] = value
    return found


def question(query: str, currency: str, language: str) -> Question:
    """Return what the query of a list's address asks."""
    try:
        typed = msgspec.convert(fields(query), Typed, strict=False)
        low, high = minor(typed.low, currency), minor(typed.high, currency)
    except (msgspec.ValidationError, ValueError) as error:
        raise ValidationException("That list cannot be asked for.") from error
    return Question(
        text=typed.q.strip(),
        any=typed.any,
        category=typed.category,
        brands=tuple(dict.fromkeys(map(brand_value, typed.brand))),
        shops=typed.shop,
        rating=typed.rating,
        stock=typed.stock,
        days=typed.days,
        low_minor=low,
        high_minor=high,
        sort=typed.sort,
        page=typed.page,
        language=language,
    )


def minor(typed: str | None, currency: str) -> int | None:
    """Return a price as people type it in minor units."""
    if not typed:
        return None
    whole, _, part = typed.replace(",", ".").partition(".")
    shift = digits(currency)
    if len(part) > max(shift, 2):
        # Half of Europe writes a thousand so.
        raise ValueError(f"{typed!r} has more digits behind the point than {currency}")
    return int(whole + part.ljust(shift, "0")[:shift])


def address(asked: Question, currency: str) -> str:
    """Return the one address of a list; what is as usual is left out."""
    path = f"/categories/{asked.category}" if asked.category else "/products"
    said = [
        ("q", asked.text),
        ("any", asked.any and "1"),
        *(("brand", brand) for brand in asked.brands),
        *(("shop", shop) for shop in asked.shops),
        ("rating", asked.rating),
        ("stock", asked.stock and "1"),
        ("days", "" if asked.days is None else str(asked.days)),
        ("low", shown(asked.low_minor, currency)),
        ("high", shown(asked.high_minor, currency)),
        ("sort", "" if asked.sort == "best" else asked.sort),
        ("page", "" if asked.page == 1 else asked.page),
    ]
    query = urlencode([(name, value) for name, value in said if value])
    return f"{path}?{query}" if query else path


def shown(price_minor: int | None, currency: str) -> str:
    """Return a price as an address or a number field holds it: `12.50`, `12`."""
    return (
        "" if price_minor is None else amount(price_minor, currency).removesuffix(".00")
    )


def values(query: str, name: str) -> list[str]:
    """Return the values of a field that may come several times, each once."""
    found = fields(query).get(name, [])
    return found if isinstance(found, list) else []
