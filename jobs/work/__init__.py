"""Work done by itself: rows of the ledger's line come in, their effects go out.

The row is the truth and stays until its effect commits. Who carries it to a worker may
be this process (embedded.py) or a server (relay.py); read kinds.py first.
"""
