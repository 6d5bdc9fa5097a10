"""Rows and bodies on their way to the lake: read sink.py first."""
