"""A worker tells Prometheus how the home does, where the settings say so."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import structlog

from crawler.errors import PortTaken
from crawler.watch.server import serving
from jobs.operate.look import Looker
from jobs.operate.metrics import metrics
from jobs.settings import Settings

log = structlog.get_logger()
# Files are read again after so long; a scrape comes every few seconds.
_SLOW_S = 30.0


@contextmanager
def told(home: Path, settings: Settings) -> Iterator[None]:
    """Serve the metrics while the block runs; of two workers the first one does."""
    with ExitStack() as held:
        port = settings.work.metrics_port
        if port is not None:
            try:
                text = Scraped(Looker(home, settings, _SLOW_S)).text
                held.enter_context(serving(port, text, "work.metrics_port"))
            except PortTaken as error:
                log.warning("work.no_metrics", reason=str(error))
        yield


class Scraped:
    """Looks for one scrape at a time."""

    def __init__(self, looker: Looker) -> None:
        self._looker = looker
        self._alone = threading.Lock()

    def text(self) -> str:
        """Return the metrics now."""
        with self._alone:
            return metrics(self._looker.look())
