"""The business engine: durable flows and triggers. Its place is kept; nothing is here yet."""
