"""Bars with another process that writes warnings meanwhile, for a test to look at."""

import logging
import multiprocessing
import sys
from multiprocessing.connection import Connection

from jobs.cli.notices import noticed, speak_into
from jobs.cli.progress import progress


def warn(pipe: Connection) -> None:
    speak_into(pipe)
    for number in range(20):
        sys.stderr.write(f"warning {number} from the crawl\n")


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    with progress() as bars, bars.step("crawl") as report, noticed() as pipe:
        child = multiprocessing.get_context("spawn").Process(target=warn, args=(pipe,))
        child.start()
        report(4993, 6210, "9 pages/s, 2 min left, " + "3 errors, " * 20)
        logging.getLogger(__name__).warning("a warning from here")
        child.join()
