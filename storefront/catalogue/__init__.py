"""The catalogue: pinned lake views come in, an immutable snapshot goes out.

Read item.py first, then build.py; reader.py is what the pages use.
"""
