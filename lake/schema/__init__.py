"""What each table holds: one module for each part of a row's way through the house."""
