"""One file that holds a home: a home comes in, or such a file, and the other goes out.

Read making.py first (what is kept, and in which order), then pack.py and unpack.py.
"""
