"""One file a step, named by its number; alembic finds them by their folder."""
