"""Fetch pages: URLs come in, stored pages, links and fetches go to the lake's spool.

The only home of scrapy, twisted and playwright. A campaign's crawl is told here, from the
outside in:

    run      job.py  crawl.py  team.py        what is asked; the caller and its processes
             member.py  process.py            one process
             run.py                           what all parts of a process share
    out      feed.py  pace.py                 the frontier's leases, in their hosts' turn
             fast.py  spider.py               the two lanes: over wire/, over Scrapy
    back     outcome.py  redirect.py  robots.py   what an answer means for its host
             landing.py  recent.py            its rows and links
             keeping/sink.py                  safe in the spool; then the lease is done

Any Scrapy project may take parts: addon.py for all, scheduler.py and dupefilter.py (the
frontier), gate.py (turns and robots.txt), walls.py, keep.py and exporters.py (the lake),
linkextractor.py, follow.py and selector.py. seam.py alone touches what Scrapy keeps private.

    campaign/    what is crawled: the file, its rules, seeds and scores
    wire/        the HTTP client
    engine/      a faster engine behind Scrapy's own hook
    scrapylane/  the frontier behind Scrapy's scheduler
    browser/     pages that need JavaScript
    manners/     who we are to a host, and when it does not want us
    keeping/     rows and bodies on their way to the lake
    watch/       what a crawl tells while it runs
    sampleweb/   a small internet for demo and tests
"""
