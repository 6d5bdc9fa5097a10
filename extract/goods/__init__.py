"""Products: what is stated and shown of them, weighed field by field; read product.py first."""
