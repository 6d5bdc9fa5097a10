"""A page's bytes as a tree of columns: characters, tags, construction; read grow.py first."""
