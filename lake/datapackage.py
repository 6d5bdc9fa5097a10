"""datapackage.json: what exported files hold, as the Data Package standard (v2) says.

One file describes all exports of its folder; an export adds or replaces its own part.
Beside the standard's names stand `rows`, `rights` (what the pages asked for) and
`lake` (the question, and the pinned version of each table that answered it).
"""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lake.ask import answer, rows_of
from lake.durable import locked, write
from lake.errors import BadQuery, ExportRefused
from lake.names import columns_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from lake.export import Exported, Wanted

PROFILE = "https://datapackage.org/profiles/2.0/"
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_KINDS = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
    (pa.types.is_time, "time"),
    (pa.types.is_list, "array"),
    (pa.types.is_struct, "object"),
    (pa.types.is_map, "object"),
)
# Who wants to know of each of a million hosts asks the file itself.
_SOURCES = 100
_HOSTS = """
SELECT {host} AS host FROM (
{sql}
) WHERE {host} IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, host LIMIT {limit}
"""
_RIGHTS = """
SELECT count(*) AS pages,
       count(*) FILTER (rights.noarchive) AS noarchive,
       count(*) FILTER (rights.tdm_reserved) AS tdm_reserved,
       count(*) FILTER (rights.noindex) AS noindex,
       list_sort(list(DISTINCT rights.licence) FILTER (rights.licence IS NOT NULL))
           AS licences
FROM pages WHERE host IN (SELECT {host} FROM (
{sql}
))
"""


def resource_of(
    connection: "DuckDBPyConnection",
    wanted: "Wanted",
    exported: "Exported",
    made_at: datetime,
) -> dict[str, Any]:
    """Return the description of one exported file."""
    schema = answer(connection, wanted.sql, limit=0).schema
    form = exported.path.suffix.lstrip(".").lower()
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", exported.path.stem.lower()) or "rows",
        "path": exported.path.name,
        "type": "table",
        "format": form,
        "mediatype": _MEDIA[form],
        "bytes": exported.bytes,
        "hash": f"sha256:{exported.sha256}",
        "schema": {"$schema": f"{PROFILE}tableschema.json", **_fields(schema, wanted)},
        **_origin(connection, wanted, _host(schema)),
        "created": made_at.isoformat(),
        "rows": exported.rows,
        "lake": {"question": wanted.sql, "versions": _versions(connection)},
    }


def add_resource(path: Path, resource: dict[str, Any]) -> None:
    """Put `resource` into the package at `path`, in place of one of the same file."""
    with locked(path.with_name(f".{path.name}.lock")) as lock:
        found = _read(path)
        others = [one for one in found["resources"] if one["path"] != resource["path"]]
        names = {one["name"] for one in others}
        if resource["name"] in names:
            resource = {**resource, "name": resource["path"].lower()}
        package = {
            "$schema": f"{PROFILE}datapackage.json",
            **found,
            "created": resource["created"],
            "resources": [*others, resource],
        }
        write(path, json.dumps(package, indent=2, ensure_ascii=False).encode() + b"\n")
        Path(lock.name).unlink()


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"resources": []}
    try:
        found = json.loads(path.read_bytes())
        found["resources"] = [one for one in found["resources"] if one["path"]]
    except (ValueError, KeyError, TypeError):
        raise ExportRefused(
            f"{path} is no data package; move it away, or export to another folder"
        ) from None
    return found


def _fields(schema: pa.Schema, wanted: "Wanted") -> dict[str, Any]:
    known = (
        {column.name: column for column in columns_of(wanted.table)}
        if (wanted.table)
        else {}
    )
    fields = []
    for one in schema:
        told: dict[str, Any] = {"name": one.name, "type": _kind(one.type)}
        if one.name in known:
            told["description"] = known[one.name].comment
            if not known[one.name].nullable:
                told["constraints"] = {"required": True}
        fields.append(told)
    return {"fields": fields}


def _kind(kind: pa.DataType) -> str:
    return next((name for is_such, name in _KINDS if is_such(kind)), "string")


def _origin(
    connection: "DuckDBPyConnection", wanted: "Wanted", host: str | None
) -> dict[str, Any]:
    """Return the hosts that the rows come from, and what their pages reserve."""
    if host is None:
        return {}
    hosts = _HOSTS.format(sql=wanted.sql, host=host, limit=_SOURCES)
    sources = [
        {"title": row["host"], "path": f"http://{row['host']}/"}
        for row in rows_of(connection, hosts)
    ]
    rights = rows_of(connection, _RIGHTS.format(sql=wanted.sql, host=host))
    return {"sources": sources, "rights": rights[0]}


def _host(schema: pa.Schema) -> str | None:
    """Return the SQL that gives the host of a row, where it has one."""
    if "host" in schema.names:
        return "host"
    url = next((name for name in ("url", "source_url") if name in schema.names), None)
    return url and f"split_part(split_part({url}, '/', 3), ':', 1)"


def _versions(connection: "DuckDBPyConnection") -> dict[str, int]:
    try:
        found = rows_of(
            connection, "SELECT table_name, version FROM _snapshot WHERE version >= 0"
        )
    except BadQuery:  # pinned by a version that did not note them
        return {}
    return {row["table_name"]: row["version"] for row in found}
