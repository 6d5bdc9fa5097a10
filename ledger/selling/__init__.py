"""Selling: what a buyer wishes for comes in; prices, taxes, shipping and a sum go out.

Rules without a clock or a network, beside the tables that the merchant edits. Read
asked.py and quoted.py first, then quote.py.
"""
