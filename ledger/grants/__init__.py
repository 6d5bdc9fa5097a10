"""The right to take along what was bought: rows, how they stand, and what was taken.

Lines of paid orders come in, what may be downloaded goes out. Read rights.py first.
"""
