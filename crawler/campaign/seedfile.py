"""Seeds in files, some thousand at a time: lists, tables, sitemaps and feeds.

.txt (and any other)   one address a line; # begins a remark; a line `sitemap URL` or
                       `feed URL` names a file on the web whose pages are seeds
.csv .jsonl .parquet   a column `url`, or the first one that is called like it
.xml .rss .atom        a sitemap or feed that lies on this machine; also with .gz
"""

import gzip
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple, cast

import pyarrow as pa

from crawler.errors import BadSeeds
from frontier.sitemaps import read as read_sitemap
from frontier.values import Kind

AT_ONCE = 10_000
# Bytes that are no UTF-8 are kept in a text as they are, and cost only their line.
AS_BYTES = "surrogateescape"
_REMARK = re.compile(r"(?:^|\s)#")
_NAMED = ("sitemap ", "feed ")
_COLUMNS = ("url", "loc", "link", "address", "href")
_TAGS = frozenset({".xml", ".rss", ".atom"})
# A table must be read whole columns at a time, so its file may not be endless.
_TABLES = frozenset({".csv", ".jsonl", ".ndjson", ".parquet"})


class Chunk(NamedTuple):
    """Some seeds of a file, not looked at yet: pages, or files that name pages."""

    urls: list[str]
    kind: Kind


def read_seeds(path: Path) -> Iterator[Chunk]:
    """Return the seeds that the file at `path` holds, a chunk at a time."""
    try:
        yield from _chunks(path)
    except FileNotFoundError:
        raise BadSeeds(f"there is no file of seeds {path}") from None
    except (OSError, EOFError, UnicodeDecodeError, pa.ArrowException) as error:
        # Arrow repeats what it could not read, and that may be anything.
        why = "".join(sign for sign in str(error) if sign.isprintable())[:200]
        raise BadSeeds(f"{path} cannot be read as a file of seeds: {why}") from None


def _chunks(path: Path) -> Iterator[Chunk]:
    form = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    form = form.lower()
    if form in _TAGS:
        sitemap = read_sitemap(path.read_bytes(), f"http://{path.name}.invalid/")
        yield Chunk([entry.url for entry in sitemap.pages], Kind.PAGE)
        if sitemap.nested:
            yield Chunk(list(sitemap.nested), Kind.SITEMAP)
    elif form in _TABLES:
        yield from _column(path, form)
    else:
        with _opened(path) as lines:
            yield from _lines(lines)


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return cast(
            "IO[str]", gzip.open(path, "rt", encoding="utf-8-sig", errors=AS_BYTES)
        )
    return path.open(encoding="utf-8-sig", errors=AS_BYTES)


def _lines(lines: IO[str]) -> Iterator[Chunk]:
    # Behind a space, for an address may hold a # of its own.
    told = (_REMARK.split(_text(line), maxsplit=1)[0].strip() for line in lines)
    seeds = (line for line in told if line)
    while chunk := list(islice(seeds, AT_ONCE)):
        named = [line for line in chunk if line.startswith(_NAMED)]
        if named:
            files = [line.partition(" ")[2].strip() for line in named]
            yield Chunk(files, Kind.SITEMAP)
            chunk = [line for line in chunk if not line.startswith(_NAMED)]
        yield Chunk(chunk, Kind.PAGE)


def _text(line: str) -> str:
    """Return `line`; one that is no UTF-8 as what is no address and says why."""
    if line.isascii():
        return line
    shown = line.encode("utf-8", AS_BYTES).decode("utf-8", "backslashreplace")
    return line if shown == line else f"(no UTF-8) {shown}"


def _column(path: Path, form: str) -> Iterator[Chunk]:
    table = _table(path, form)
    names = {name.strip().lower(): name for name in table.column_names}
    name = next((names[one] for one in _COLUMNS if one in names), None)
    if name is None:
        raise BadSeeds(f"{path} has no column url; its columns are {', '.join(names)}")
    for batch in table.select([name]).to_batches(max_chunksize=AT_ONCE):
        urls = [str(url).strip() for url in batch.column(0).to_pylist() if url]
        yield Chunk(urls, Kind.PAGE)


def _table(path: Path, form: str) -> pa.Table:
    if form == ".parquet":
        from pyarrow import parquet

        return parquet.read_table(path)
    if form == ".csv":
        from pyarrow import csv

        return csv.read_csv(path)  # also .csv.gz, by its name
    from pyarrow import json

    with pa.input_stream(path) as stream:
        return json.read_json(stream)
