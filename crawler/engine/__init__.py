"""Scrapy's spiders without Scrapy's engine: read core.py first."""
