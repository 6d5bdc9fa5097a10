"""What markets are like: categories, shops, best-sellers, what to do. Read market.py first."""
