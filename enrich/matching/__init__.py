"""Which listings are one product. Read match.py first."""
