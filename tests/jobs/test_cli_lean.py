"""What the process that only watches a crawl must not hold: a crawl has 450 MB in all."""

import subprocess
import sys

CODE = """
import sys
import jobs.cli
import jobs.cli.crawl
heavy = ("numba", "numpy", "pyarrow", "deltalake", "duckdb", "polars")
heavy += ("scrapy", "twisted", "playwright", "spacy", "alembic", "rich")
print([name for name in heavy if name in sys.modules])
"""


def test_who_watches_a_crawl_has_none_of_its_rooms() -> None:
    told = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"
