"""The history of the tables: versions/ holds one file a step, env.py runs them."""
