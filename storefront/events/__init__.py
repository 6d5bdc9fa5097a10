"""What happens in the shop, on its way into the lake.

Events come in from the layers around the application and from private pages, go into
segment files (one write each) and from there into the lake's shop_events. Read
`event.py` first, then `segments.py` and `taking.py`.
"""
