"""The frontier as Scrapy's scheduler needs it: read lender.py first."""
