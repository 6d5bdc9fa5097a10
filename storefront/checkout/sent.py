"""What the checkout's form sends, and what is asked of the rules for it.

No price, tax or sum is taken from it: `total` is only compared, so that nobody orders at
another sum than the one that was shown.
"""

import re
from collections.abc import Mapping

import msgspec

from ledger.selling.addresses import Address, Field, checked, fields
from ledger.selling.asked import Asked as Basket
from ledger.selling.asked import Destination
from ledger.selling.asked import Thing as Wanted
from ledger.selling.errors import AddressWrong
from storefront.pages.words import msg

# What mailers take is decided by mailers; this keeps out what can be no address.
_EMAIL = re.compile(
    r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]{1,180}\.[^@\s.]{2,63}"
)
_KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")
_LONGEST_CODE = 64
_REQUIRED = msg("Please fill this in.")
_WHY = {
    "required": _REQUIRED,
    "invalid": msg("This is not right for the country."),
    "unknown": msg("Choose one of the list."),
    "too_long": msg("This is too long."),
}


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The fields; a form of another country may lack some."""

    do: str = "order"
    key: str = ""
    total: str = ""
    email: str = ""
    country: str = ""
    name: str = ""
    company: str = ""
    street: str = ""
    area: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    sorting: str = ""
    vat: str = ""
    shipping: str = ""
    currency: str = ""
    coupon: str = ""
    waiver: str = ""

    @property
    def has_key(self) -> bool:
        """Whether it names its submit as the page did."""
        return _KEY.fullmatch(self.key) is not None

    @property
    def address(self) -> Address:
        """The address as it was typed."""
        names = {name: getattr(self, name) for name in Address.__struct_fields__}
        return Address(**names)

    def basket(self, wanted: tuple[Wanted, ...], evidence: Mapping[str, str]) -> Basket:
        """Return what is to be quoted."""
        to = Destination(
            country=self.country, region=self.region.strip(), postcode=self.postcode
        )
        return Basket(
            things=wanted,
            destination=to if self.country else None,
            coupon=self.coupon.strip()[:_LONGEST_CODE] or None,
            shipping=self.shipping or None,
            currency=self.currency[:3] or None,
            business_vat=self.vat.strip()[:_LONGEST_CODE] or None,
            email=self.email.strip(),
            evidence=evidence,
        )


def wrong_fields(sent: Sent, *, is_sent: bool, has_digital: bool) -> dict[str, str]:
    """Return what is wrong with each field, as texts to translate.

    What is only downloaded has no address: a name and a country are enough.
    """
    wrong: dict[str, str] = {}
    if not _EMAIL.fullmatch(sent.email.strip()):
        wrong["email"] = msg("Please write an e-mail address, as ann@example.org.")
    told = _address_wrong(sent) if is_sent else _name_wrong(sent)
    wrong |= {name: _WHY.get(why, _WHY["invalid"]) for name, why in told.items()}
    if has_digital and not sent.waiver:
        wrong["waiver"] = msg("Downloads begin at once only if you agree to this.")
    return wrong


def kept_address(sent: Sent, *, is_sent: bool) -> dict[str, str]:
    """Return the address as an order keeps it; `sent` holds nothing wrong."""
    if not is_sent:
        said = {
            name: getattr(sent, name).strip() for name in ("name", "company", "region")
        }
        kept = said | {"country": sent.country}
    else:
        kept = msgspec.structs.asdict(checked(sent.address))
    return {name: value for name, value in kept.items() if value}


def fields_of(country: str, *, is_sent: bool, needs_region: bool) -> tuple[Field, ...]:
    """Return the fields that are asked for: of what is downloaded, few."""
    if not country:
        return ()
    known = fields(country)
    if is_sent:
        return known
    few = {"name", *(("region",) if needs_region else ())}
    return tuple(one for one in known if one.name in few)


def _address_wrong(sent: Sent) -> dict[str, str]:
    try:
        checked(sent.address)
    except AddressWrong as error:
        found: dict[str, str] = error.facts["fields"]
        return found
    return {}


def _name_wrong(sent: Sent) -> dict[str, str]:
    wrong = {} if sent.name.strip() else {"name": "required"}
    return wrong if len(sent.name) <= 100 else {"name": "too_long"}
