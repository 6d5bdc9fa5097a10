"""Short texts: facts of a product in, descriptions, ads, teasers and scripts out.

Read texts.py first, then product.py.
"""
