"""Which rows tell of what is to be erased, by the names of their columns; and without.

A column's name says what it holds, in every table: `input_key` what a row was made from,
`listing_key` a listing, `url` a place. So a table that is added later is erased from as
well. What is said here is SQL; `_listings` and the like are tables that hold the keys.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from lake.columns import Column
from lake.tables import columns

# An opinion has no key of its own: it is what it says, where, about what. An article is
# where it stands.
OPINION_KEY = "md5(concat_ws('|', listing_key, url, author_hash, text))"
ARTICLE_KEY = "md5(url)"
# A category is the two widest levels where a shop puts its goods.
CATEGORY_KEY = """
array_to_string(list_filter(
    list_transform(category_path, lambda level: trim(level)),
    lambda level: level <> '')[:2], ' > ')
"""

# Rows with such a URL, host or key vanish. The key may stand in a list, or in records.
_URLS = ("url", "final_url", "source_url", "src_url", "dst_url")
_HOSTS = ("host", "dst_host")
_KEYS = {
    "input_key": ("inputs",),
    "listing_key": ("listings",),
    "entity_key": ("groups", "opinions"),
    "other_key": ("listings", "opinions"),
    "group_key": ("groups",),
    "source_key": ("opinions",),
    "source_keys": ("groups", "opinions"),
    "content_digest": ("digests",),
    "author_hash": ("authors",),
    "visitor": ("visitors",),
    "session": ("sessions",),
}
# Nobody makes again what a person said of another listing of the group.
_SAID_KEYS = {**_KEYS, "entity_key": ("listings", "opinions")}
# What another page says of itself stays, less the URL; so do lists, less those in them.
_BLANKED = ("parent_url", "signup_url")
_THINNED = ("images", "sitemaps")
_SIGNED = "authors"
# So do records that were made of two listings, less those about one that is sought.
_OF_TWO = "other_key"


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be erased: how its URLs and hosts look, and keys of what came of it.

    `groups` are the keys of listings as well as of groups that they were ever in, and
    of categories that nobody else names, `opinions` those of opinions, of articles and
    of programmes.
    """

    urls: str = ""  # a regular expression for whole URLs; empty: none
    hosts: str = ""
    inputs: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # as they are written under articles
    visitors: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    # Makers whose failed inputs are tried again: why they failed may quote a listing.
    retried: tuple[str, ...] = ()

    def lists(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the name and the keys of each list of keys."""
        for name, value in msgspec.structs.asdict(self).items():
            if isinstance(value, tuple):
                yield name, value


def joined(one: Sought, other: Sought) -> Sought:
    """Return `one` with the keys of `other` as well."""
    known = dict(one.lists())
    keys = {
        name: tuple(sorted({*known[name], *found})) for name, found in other.lists()
    }
    return msgspec.structs.replace(one, **keys)


def condition(name: str, sought: Sought) -> str:
    """Return which rows of the table `name` vanish, as SQL; empty where none can."""
    return _any([*_places(name, sought), *_keyed(name, sought)])


def mention(name: str, sought: Sought) -> str:
    """Return which rows of the table `name` vanish or lose something, as SQL."""
    losses = (when for when, _ in _losses(name, sought).values())
    return _any([condition(name, sought), *losses])


def left(name: str, sought: Sought) -> str:
    """Return the rows of `rows` that stay, as they then are, as SQL."""
    gone = condition(name, sought) or "false"
    losses = _losses(name, sought)
    rest = [f'{then} AS "{column}"' for column, (_, then) in losses.items()]
    shown = f"* REPLACE ({', '.join(rest)})" if rest else "*"
    hits = "".join(f", {_hits(column)} AS _hits" for column in _of_two(name))
    return f"SELECT {shown} FROM (SELECT *{hits} FROM rows) WHERE NOT ({gone})"  # noqa: S608 - ours


def _any(terms: Iterable[str]) -> str:
    return " OR ".join(f"coalesce({term}, false)" for term in terms if term)


def _places(name: str, sought: Sought) -> Iterator[str]:
    has = {column.name for column in columns(name)}
    for names, pattern in ((_URLS, sought.urls), (_HOSTS, sought.hosts)):
        for column in names:
            if pattern and column in has:
                yield _is_like(f'"{column}"', pattern)


def _keyed(name: str, sought: Sought) -> Iterator[str]:
    known = {key for key, given in sought.lists() if given}
    keys = _SAID_KEYS if name == "labels" else _KEYS
    for column in columns(name):
        for field in _fields(column):
            if column.name in _of_two(name):
                continue
            for of in keys.get(field, ()):
                if of in known:
                    yield _among(column, field, of)
    if name == "catalogue" and "skus" in known:
        yield "sku IN (FROM _skus)"
    if name == "made" and "retried" in known:
        yield "error IS NOT NULL AND maker IN (FROM _retried)"


def _losses(name: str, sought: Sought) -> dict[str, tuple[str, str]]:
    """Return the columns that may lose something: when each does, and what is left."""
    found = {}
    has = [column.name for column in columns(name)]
    for column in has if sought.urls else ():
        whole, one = (_is_like(of, sought.urls) for of in (f'"{column}"', "of"))
        if column in _BLANKED:
            found[column] = whole, f'CASE WHEN {whole} THEN NULL ELSE "{column}" END'
        elif column in _THINNED:
            filtered = f'list_filter("{column}", lambda of: '
            found[column] = f"len({filtered}{one})) > 0", f"{filtered}NOT {one})"
    if sought.names and _SIGNED in has:
        names = ", ".join(_quoted(of) for of in sought.names)
        filtered = f'list_filter("{_SIGNED}", lambda of: of '
        found[_SIGNED] = (
            f"len({filtered}IN ({names}))) > 0",
            f"{filtered}NOT IN ({names}))",
        )
    for column in _of_two(name) if sought.listings else ():
        is_hit = f"coalesce(list_contains(_hits, of.{_OF_TWO}), false)"
        rest = f'list_filter("{column}", lambda of: NOT {is_hit})'
        found[column] = f"{_hits(column)} IS NOT NULL", rest
    return found


def _among(column: Column, field: str, keys: str) -> str:
    """Say as SQL that a column, or a field of the records in it, is one of `keys`."""
    if not pa.types.is_list(column.type):
        return f'"{column.name}" IN (FROM "_{keys}")'
    value = "one" if field == column.name else f"one.{field}"
    # Joined: a list that is looked for in a list takes the product of both.
    return (
        f'EXISTS (SELECT 1 FROM (SELECT unnest("{column.name}") AS one)'  # noqa: S608 - ours
        f' WHERE {value} IN (FROM "_{keys}"))'
    )


def _hits(column: str) -> str:
    return (
        f'(SELECT list(one.{_OF_TWO}) FROM (SELECT unnest("{column}") AS one)'  # noqa: S608 - ours
        f" WHERE one.{_OF_TWO} IN (FROM _listings))"
    )


def _of_two(name: str) -> list[str]:
    """Name the columns whose records were made of two listings."""
    return [
        column.name
        for column in columns(name)
        if _OF_TWO in _fields(column) and column.name != _OF_TWO
    ]


def _fields(column: Column) -> list[str]:
    """Return the names under which a column holds something: its own, or its records'."""
    kind = column.type.value_type if pa.types.is_list(column.type) else column.type
    if pa.types.is_struct(kind):
        return [field.name for field in kind]
    return [column.name]


def _is_like(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, {_quoted(pattern)}, 's')"


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
