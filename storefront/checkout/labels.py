"""What the fields of an address are called, and what browsers fill them with."""

from ledger.selling.addresses import Field
from storefront.pages.words import msg

_LABELS = {
    "name": msg("Name"),
    "company": msg("Company"),
    "street": msg("Street and number"),
    "area": msg("District"),
    "city": msg("Town"),
    "region": msg("Region"),
    "postcode": msg("Postcode"),
    "sorting": msg("Sorting code"),
}
# What countries call their own.
_CALLED = {
    ("region", "province"): msg("Province"),
    ("region", "state"): msg("State"),
    ("region", "county"): msg("County"),
    ("region", "prefecture"): msg("Prefecture"),
    ("region", "island"): msg("Island"),
    ("postcode", "zip"): msg("ZIP code"),
}
_AUTOFILL = {
    "name": "name",
    "company": "organization",
    "street": "address-line1",
    "area": "address-level3",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
}


def label(field: Field) -> str:
    """Return what a field is called, as a text to translate."""
    return _CALLED.get((field.name, field.called), _LABELS[field.name])


def autofill(name: str) -> str:
    """Return the token by which browsers know what to fill in."""
    return _AUTOFILL.get(name, "off")
