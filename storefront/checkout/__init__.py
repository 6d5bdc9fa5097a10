"""Buying: the basket, the checkout and the page of an order.

What is sold and asked comes from the shelf and the ledger; what visitors send is never
taken for a price. Read basket.py first, then checkout.py.
"""
