"""Records to judgement: products, offers and texts come in; groups, scores, products go out.

Batch stages over Arrow and Polars, a folder a matter. Read steps.py first.
"""
