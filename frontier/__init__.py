"""Which URL next? URLs come in as text; canonical forms, keys and hosts go out.

Decides, never fetches; knows nothing of scrapy. Read urls.py first.
"""
