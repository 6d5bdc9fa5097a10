"""Mails to buyers: work that an order put comes in, letters go to a server, each once.

Read kind.py first, then ledger/orders/mails.py: what is known of a mail at each moment.
"""
