"""Facts at rest: batches of rows and bodies come in, tables and views go out.

The only home of duckdb, deltalake and fastwarc. Read tables.py first, then
stages.py, the one runner of every stage.
"""
