"""Records to judgement: products and offers come in; groups, scores and products go out.

Batch stages over Arrow and Polars. Read score.py first.
"""
