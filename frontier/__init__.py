"""Which URL next? URLs come in as text or columns; leases on them go out, host by host.

Decides, never fetches; keeps its own files; knows nothing of scrapy. The clock comes in
with every call. Read frontier.py first: the life of a URL stands above the class. Then,
from the outside in:

    in        column.py  urls.py strip.py domains.py   text -> canonical, hashed columns
              intake.py  scope.py traps.py quotas.py   what is accepted
    kept      store.py   shard.py segments.py frames.py durable.py acks.py journal.py
              seen.py    exact.py bloom.py pybloom.py snapshot.py   what was accepted before
    out       agenda.py  lanes.py staging.py shelf.py runs.py outside.py   a host's next URL
                         turns.py gates.py leases.py              the host whose turn it is
              handout.py permission.py robots.py       what robots.txt says of it
              manners.py politeness.py book.py         how long a host rests
    later     planner.py recrawl.py duebook.py         known pages, visited again
    asked     inbox.py   orders.py look.py verify.py   commands, and looking from outside
"""
