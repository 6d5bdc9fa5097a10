"""Bytes to records: one body comes in, products, offers and links go out.

Pure functions over one body, run as a stage. Read stage.py first.
"""
