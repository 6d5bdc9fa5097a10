"""A crawl as a run of the business: apart from the stages, whose rooms it needs not."""

from collections.abc import Callable

from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.watch.progress import Progress
from jobs.business import Business, Done, recorded


def run_crawl(
    business: Business,
    job: Job,
    watch: Callable[[Progress], None],
    prepare: Callable[[], None],
) -> Crawled:
    """Crawl what `job` asks for, and keep the run's record."""
    crawled: list[Crawled] = []

    def work() -> Done:
        out = crawl(job, watch, prepare)
        crawled.append(out)
        return Done(
            step="crawl",
            rows_in=out.fetched,
            rows_out=out.pages if job.store else 0,
            failed=out.errors,
            seconds=out.seconds,
        )

    recorded(business, "crawl", work, writes=("pages", "fetches", "links", "bodies"))
    return crawled[0]
