"""A work in; a PDF, an EPUB or a post out. Begin with pdf.py; all three show the same blocks."""
