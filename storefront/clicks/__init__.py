"""Out-links: /go/<offer_key> leads to another shop and leaves a click behind.

A request comes in, a redirect and an event go out. Read `out.py` first.
"""
