"""What a crawl keeps of its pages, as columns: built up while pages come, made at once.

Most values of a group are alike or come as lists already, so no row ever becomes a
dict: a page with 24 links costs 15 us here, and 300 as dicts.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import repeat
from operator import sub
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.links import Links
from extract.rights import Rights
from frontier.urls import host
from lake.columns import type_text, type_time
from lake.tables import schema

Row = tuple[Any, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Hosts are remembered for as many links as a few minutes bring.
_MOST_HOSTS = 1 << 14


class Rows:
    """Rows of one table as tuples, its columns in the order in which they are named."""

    def __init__(self, table: str, *names: str) -> None:
        self._schema = schema(table, common=False)
        self._names = names
        self._rows: list[Row] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, *row: Any) -> None:
        """Add one row."""
        self._rows.append(row)

    def taken(self, **alike: Any) -> pa.Table:
        """Return the rows, and forget them; each has the values `alike` as well."""
        rows, self._rows = self._rows, []
        given = dict(zip(self._names, zip(*rows, strict=True), strict=True))
        fields = [
            pa.repeat(pa.scalar(alike.get(field.name), field.type), len(rows))
            if field.name not in given
            else _column(field.type, given[field.name])
            for field in self._schema
        ]
        return pa.Table.from_arrays(fields, schema=self._schema)


class LinkRows:
    """The links of pages, a list a column."""

    def __init__(self) -> None:
        self._hosts = _Hosts()
        self._start()

    def __len__(self) -> int:
        return len(self._links["dst_url"])

    def add(self, page: str, links: Links) -> None:
        """Add the links of the URL `page`."""
        self._pages.append(page)
        self._counts.append(len(links))
        kept = self._links
        kept["dst_url"] += links.urls
        kept["anchor"] += links.anchors
        kept["rel"] += links.rels
        kept["kind"] += links.kinds
        kept["network"] += links.networks

    def taken(self) -> pa.Table:
        """Return the links, and forget them."""
        counts = np.array(self._counts)
        first = np.cumsum(counts) - counts
        made = {name: texts(values) for name, values in self._links.items()}
        pages = pa.array(np.repeat(np.arange(len(counts)), counts))
        made["src_url"] = texts(self._pages).take(pages)
        made["dst_host"] = texts(self._hosts.of(self._links["dst_url"]))
        position = np.arange(len(pages)) - np.repeat(first, counts)
        made["position"] = pa.array(position.astype(np.int32))
        made["is_affiliate"] = pc.equal(made["kind"], "affiliate")
        self._start()
        wanted = schema("links", common=False)
        return pa.Table.from_arrays(
            [made[name] for name in wanted.names], schema=wanted
        )

    def _start(self) -> None:
        self._pages: list[str] = []
        self._counts: list[int] = []
        names = ("dst_url", "anchor", "rel", "kind", "network")
        self._links: dict[str, list[Any]] = {name: [] for name in names}


class _Hosts(dict[str, str]):
    """The host names of origins, such as `http://a.test:81`."""

    def of(self, urls: Iterable[str]) -> list[str]:
        if len(self) > _MOST_HOSTS:
            self.clear()
        return [self[url[: url.index("/", 8)]] for url in urls]

    def __missing__(self, origin: str) -> str:
        found = self[origin] = host(f"{origin}/")
        return found


def texts(values: Sequence[str | None]) -> pa.Array:
    """Return `values` as a column; pages may hold half characters, and tables not."""
    try:
        return pa.array(values, type_text)
    except UnicodeEncodeError:
        whole = [
            None if value is None else value.encode("utf-8", "replace").decode()
            for value in values
        ]
        return pa.array(whole, type_text)


def rights_of(rights: Rights) -> Row:
    """Return `rights` in the order of its column."""
    return (
        rights.noindex,
        rights.noarchive,
        rights.nofollow,
        rights.tdm_reservation,
        rights.licence,
    )


def _column(kind: pa.DataType, values: Sequence[Any]) -> pa.Array:
    if kind == type_text:
        return texts(values)
    if kind == type_time:
        # A difference is exact, and four times as fast as Arrow's own reading.
        since = list(map(sub, values, repeat(_EPOCH)))
        return pa.array(since, pa.duration("us")).view(type_time)
    if pa.types.is_struct(kind):
        parts = zip(*values, strict=True)
        arrays = [
            _column(field.type, part) for field, part in zip(kind, parts, strict=True)
        ]
        return pa.StructArray.from_arrays(arrays, fields=list(kind))
    return pa.array(values, kind)
