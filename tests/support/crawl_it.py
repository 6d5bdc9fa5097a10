"""Run the crawl that standard input describes; a process for tests to kill."""

import sys
from pathlib import Path

import msgspec

from crawler.crawl import Job, crawl

if __name__ == "__main__":
    crawl(msgspec.json.decode(sys.stdin.buffer.read(), type=Job, dec_hook=Path))
