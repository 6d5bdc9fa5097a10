"""What a crawl is told: read model.py first, then file.py and check.py."""
