"""Affiliate and reseller programmes: their terms, and where one signs up."""
