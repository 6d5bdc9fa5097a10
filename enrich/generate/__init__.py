"""Products made of data: groups with offers and scores come in, PDF reports go out.

Read comparison.py first.
"""
