"""Products to classes: a taxonomy from a file, nearest nodes, and what labels teach."""
