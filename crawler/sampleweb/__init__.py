"""A small, deterministic internet on loopback: a seed and a day in, hosts and pages out.

Shops, marketplaces, blogs, a forum and news for the demo, and hosts that trouble crawlers
for the tests; the manifest knows the truth of every page. Read web.py first.
"""
