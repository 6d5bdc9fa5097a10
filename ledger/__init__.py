"""Money, people and work in progress: transactions come in, rows that hold go out.

All SQL lives here, no HTTP and no network; the only home of sqlalchemy. Read
open.py first, then tables.py.
"""
