"""Files that were bought, made ready for their buyer and removed when their time is over.

Work `grant {order_id, line}` comes in; files below grants/ and a right in the ledger go
out. Read kind.py first.
"""
