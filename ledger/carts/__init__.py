"""Carts: what visitors put together before they order. Read carts.py first.

In come skus and quantities, out goes a cart. It says no price: what an order costs is
decided when it is placed.
"""
