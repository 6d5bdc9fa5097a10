"""Figures of the shop: what the ledger knows of sales, on its way to the lake and back.

In come orders of the ledger and views of the lake; out go events for the lake and the
figures that the console's page of them shows. Read `orderevents.py` first.
"""
