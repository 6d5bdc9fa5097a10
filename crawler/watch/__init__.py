"""Counts of a running crawl, and who reads them: read counts.py first."""
