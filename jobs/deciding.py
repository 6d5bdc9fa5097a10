"""Which edition a person means, and whether what is wanted of it can be done.

A key may be cut as long as one product alone begins so; it names the product's newest
edition. The beginning of a digest names one edition.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from jobs.editions import Edition
from jobs.errors import NoSuchProduct, NotDecidable

ON_SALE = frozenset({"approved", "offered"})
_SHORTEST = 8


def edition_named(found: Sequence[Edition], key: str) -> Edition:
    """Return the edition that `key` names."""
    exact = [one for one in found if one.is_newest and one.generated_key == key]
    newest = [one for one in found if one.is_newest and _begins(one.generated_key, key)]
    by_digest = [one for one in found if _begins(one.digest, key)]
    named = exact or newest or by_digest
    if not named:
        raise NoSuchProduct(_unknown(found, key))
    if len(named) > 1:
        told = ", ".join(_told(found, one) for one in named[:5])
        raise NoSuchProduct(f"{key!r} begins the keys of {len(named)} products: {told}")
    return named[0]


def product_named(found: Sequence[Edition], key: str) -> list[Edition]:
    """Return all editions of the product that `key` names, the newest first."""
    product = edition_named(found, key).generated_key
    return [one for one in found if one.generated_key == product]


def to_approve(found: Sequence[Edition], key: str) -> Edition:
    """Return the edition to be approved; one that never passed the gate is refused."""
    one = edition_named(found, key)
    if one.faults:
        first = one.faults[0]
        count = "one fault" if len(one.faults) == 1 else f"{len(one.faults)} faults"
        raise NotDecidable(
            f"{one.name} has {count} ({first['rule']}: {first['why']});"
            f" harvestman products show {short_key(found, one)} names them"
        )
    if not one.was_checked:
        raise NotDecidable(
            f"{one.name} was never checked; harvestman generate does that, then it can"
            " be approved"
        )
    if one.decided is None and one.state in {*ON_SALE, "refreshed"}:
        raise NotDecidable(f"{one.name} is {one.state} already")
    if one.is_gone:
        raise NotDecidable(
            f"{one.name} was withdrawn ({one.reason or 'by the stage that made it'}); a"
            " newer edition can be approved"
        )
    return one


def to_refuse(found: Sequence[Edition], key: str) -> Edition:
    """Return the edition to be refused; one that is sold has to be withdrawn."""
    one = edition_named(found, key)
    if one.state in ON_SALE:
        short = short_key(found, one)
        raise NotDecidable(
            f"{one.name} is {one.state}; harvestman products withdraw {short} takes it"
            " off sale"
        )
    return one


def to_withdraw(found: Sequence[Edition], key: str) -> list[Edition]:
    """Return all editions of a product that may be, or may come to be, on sale."""
    every = product_named(found, key)
    if not any(one.state in ON_SALE for one in every):
        newest = every[0]
        what = "refuse it" if newest.state in {"draft", "checked"} else "nothing to do"
        raise NotDecidable(f"{newest.name} is {newest.state} and not on sale: {what}")
    return [one for one in every if _is_open(one)]


def short_key(found: Sequence[Edition], edition: Edition) -> str:
    """Return as much of a product's key as tells it from all others."""
    key = edition.generated_key
    others = {one.generated_key for one in found} - {key}
    length = _SHORTEST
    while any(_begins(other, key[:length]) for other in others):
        length += 1
    return key[:length]


def _is_open(edition: Edition) -> bool:
    return edition.decided is None or edition.decided.verdict == "approved"


def _begins(whole: str, beginning: str) -> bool:
    return bool(beginning) and whole.startswith(beginning)


def _unknown(found: Sequence[Edition], key: str) -> str:
    if not found:
        return "there is no generated product yet; harvestman generate makes them"
    cut = {one.generated_key[: len(key)]: one for one in found if one.is_newest}
    like: list[Edition] = []
    if key:
        close = get_close_matches(key, cut, n=3, cutoff=0.5)
        like = [cut[name] for name in close]
        like += [one for one in cut.values() if key.lower() in one.name.lower()]
    meant = ", ".join(_told(found, one) for one in like[:3])
    hint = f"did you mean {meant}?" if like else "harvestman products list shows them"
    return f"no generated product's key begins with {key!r}; {hint}"


def _told(found: Sequence[Edition], edition: Edition) -> str:
    return f"{short_key(found, edition)} ({edition.name})"
