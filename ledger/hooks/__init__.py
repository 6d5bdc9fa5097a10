"""Who outside is told what befalls orders, and whether they heard.

An event of an order comes in, rows of work go out, one for each endpoint that asked for
it, in the transaction of the event. Read `putting.py` first.
"""
