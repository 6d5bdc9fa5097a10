"""A process that reads hostile pages whole, and prints those that cost it too much.

    python hostile_reader.py documents FIRST COUNT | giants BYTES 0

A page may take two seconds of CPU and 500 MB. A line is one page that took more, or
that raised; the last line is the number of pages read.
"""

import json
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from hostile_documents import SEEDS, Document, documents, giants

from extract.stage import make
from extract.view import view
from lake.keys import content_digest
from lake.tables import schema

_MOST_S = 2.0
_MOST_MB = 500
_URL = "https://shop.test/p/lampe-l7-99"


def read(document: Document) -> None:
    """Read one page as the stage does, and as a person sees it."""
    _, body, content_type = document
    row = {
        "url": _URL,
        "url_key": "test,shop)/p/lampe-l7-99",
        "status": 200,
        "content_digest": content_digest(body),
        "content_type": content_type,
        "fetched_at": datetime(2026, 11, 1, tzinfo=UTC),
        "body": body,
    }
    pages = schema("pages")
    fields = [pages.field(name) for name in row if name != "body"]
    whole = pa.schema([*fields, pa.field("body", pa.binary())])
    make(pa.RecordBatch.from_pylist([row], schema=whole))
    view(_URL, body, content_type)


def main(kind: str, first: int, count: int) -> None:
    """Read what is asked for and tell what cost too much."""
    for seed in SEEDS:
        read(("warm", seed.encode(), "text/html"))
    done = 0
    for document in documents(first, count) if kind == "documents" else giants(first):
        Path("/proc/self/clear_refs").write_text("5")
        before, began = _peak_mb(), time.process_time()
        fault = ""
        try:
            read(document)
        except Exception:  # noqa: BLE001 # whatever it raises is what is looked for
            fault = traceback.format_exc()[-1500:]
        spent, grown = time.process_time() - began, _peak_mb() - before
        done += 1
        # Two readings: as the stage, and as a person.
        if fault or spent > 2 * _MOST_S or grown > _MOST_MB:
            told = [document[0], round(spent, 2), round(grown), fault]
            print(json.dumps(told), flush=True)
    print(done)


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
