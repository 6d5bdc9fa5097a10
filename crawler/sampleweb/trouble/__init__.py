"""Hosts that do to crawlers what the web does: a host name in, a Site out. See sites.py."""
