"""What rendered pages wanted beside themselves, as rows of the lake.

Each robots.txt that was read for them, and each part that they did not get although its
host is one of theirs. A part that came leaves no row, nor does what no page may ask for.
"""

from collections.abc import Callable
from math import isnan
from typing import TYPE_CHECKING

from crawler.clock import now
from crawler.exchange import pause_of
from crawler.keeping.heads import head_of
from crawler.keeping.rows import PART, Attempt, Heard, RobotsSeen
from frontier.urls import canonical, host
from lake.errors import LakeError
from lake.keys import content_digest

if TYPE_CHECKING:
    from crawler.exchange import Answer
    from crawler.run import Run
    from frontier.robotsrules import Rules


class Account:
    """Keeps those rows of one crawl; who cannot keep them ends it, as elsewhere."""

    def __init__(self, run: "Run") -> None:
        self._run = run

    def robots(self, name: str, answer: "Answer | None", rules: "Rules | None") -> None:
        """Keep what the robots.txt of the host `name` was; None: there was no answer."""
        said = answer.body if answer else b""
        seen = RobotsSeen(
            host=name,
            fetched_at=now(),
            status=answer.status if answer else None,
            digest=content_digest(said) if answer else None,
            crawl_delay=rules.crawl_delay_s if rules else None,
            sitemaps=rules.sitemaps if rules else (),
            heard=self._heard(answer) if answer else None,
        )
        self._keep(lambda: self._run.sink.robots(seen))

    def asked(self, answer: "Answer", delay_s: float) -> None:
        """Keep that a robots.txt was asked for, and how that went."""
        pause_s = pause_of(answer, self._run.clock.now())
        tried = Attempt(
            url=answer.url,
            host=host(answer.url),
            attempt=1,
            seconds=answer.seconds,
            delay_s=delay_s,
            first_byte_s=answer.first_byte_s,
            status=answer.status,
            bytes=answer.wire_bytes,
            retry_after_s=None if isnan(pause_s) else pause_s,
        )
        self._keep(lambda: self._run.sink.attempt(tried))

    def refused(self, url: str, why: str, page: str, delay_s: float) -> None:
        """Keep that the page at `page` wanted `url` and did not get it."""
        refused = Attempt(
            url=canonical(url),
            host=host(url),
            attempt=1,
            seconds=0.0,
            delay_s=delay_s,
            error=f"{PART}{why}; wanted by {page}"[:500],
        )
        self._keep(lambda: self._run.sink.attempt(refused))

    def _heard(self, answer: "Answer") -> Heard:
        return Heard(
            url=answer.url,
            headers=head_of(answer),
            asked=self._run.conduct.kept(answer.asked),
            body=answer.body,
            ip=answer.ip,
            truncated=answer.truncated,
        )

    def _keep(self, keep: Callable[[], None]) -> None:
        try:
            keep()
        except (LakeError, OSError) as error:
            self._run.fault = self._run.fault or error
