"""Fetch pages: URLs come in, stored pages, links and fetches go to the lake's spool.

The only home of scrapy, twisted and playwright. Read crawl.py first.
"""
