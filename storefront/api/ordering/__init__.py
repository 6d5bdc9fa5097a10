"""The part of the API that buys: carts, quotes, orders and their payments.

A JSON body comes in, the same rules as behind the shop's pages decide, and what is so
then goes out. Read `routes.py` first.
"""
