"""Orders: wishes, payments and refunds come in; what was bought, paid and owed goes out.

Every rule of them holds in one transaction of the ledger; no HTTP, no network, no clock.
Read place.py first, then settle.py; states.py draws the states.
"""
