"""Run the crawl that standard input describes; a process for tests to kill."""

import sys
from pathlib import Path

import msgspec

from crawler.crawl import crawl
from crawler.job import Job


def _path(_type: type, text: str) -> Path:
    return Path(text)


if __name__ == "__main__":
    done = crawl(msgspec.json.decode(sys.stdin.buffer.read(), type=Job, dec_hook=_path))
    print(done.reason)
