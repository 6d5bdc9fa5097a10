"""What orders put to be done, and what is done for all of them again and again.

Rows of work come in, askings of the gateway and rows of the ledger go out. Read money.py
first.
"""
