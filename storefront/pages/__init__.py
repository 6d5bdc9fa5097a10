"""The shop's pages: one file a noun, each a few route handlers.

Read visit.py first: it holds what every handler works with.
"""
