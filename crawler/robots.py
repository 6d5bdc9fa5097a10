"""robots.txt as the frontier asks for it: its answer goes there, and as a row to the lake."""

from math import isnan

from crawler import exchange
from crawler.clock import now
from crawler.exchange import header_of
from crawler.keeping.heads import head_of
from crawler.keeping.rows import Heard, RobotsSeen
from crawler.run import Run
from frontier.robots import Answer
from frontier.values import Lease
from lake.keys import content_digest


def answer_of(run: Run, answer: exchange.Answer) -> Answer:
    """Return `answer` as the frontier reads it."""
    asked_s = exchange.pause_of(answer, run.clock.now())
    return Answer(
        status=answer.status,
        body=answer.body,
        location=header_of(answer, b"location"),
        retry_after_s=None if isnan(asked_s) else asked_s,
    )


def tell(
    run: Run, lease: Lease, answer: Answer, came: exchange.Answer | None = None
) -> None:
    """Let the frontier know what a robots.txt said, and keep it as it `came`."""
    outcome = run.frontier.answered(lease.id, answer, run.clock.now())
    # A file that lies elsewhere speaks for the host that sent us there.
    name = run.origins.pop(lease.url, lease.host)
    if outcome.follow is not None:
        run.origins[outcome.follow] = name
        return
    run.sink.robots(
        RobotsSeen(
            host=name,
            fetched_at=now(),
            status=answer.status,
            digest=None if answer.status is None else content_digest(answer.body),
            crawl_delay=outcome.crawl_delay_s,
            sitemaps=outcome.sitemaps,
            heard=_heard(run, lease, came) if came else None,
        )
    )


def _heard(run: Run, lease: Lease, came: exchange.Answer) -> Heard:
    return Heard(
        url=lease.url,
        headers=head_of(came),
        asked=run.conduct.kept(came.asked),
        body=came.body,
        ip=came.ip,
        truncated=came.truncated,
    )
