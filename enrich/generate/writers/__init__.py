"""Who words prose anew: paragraphs with markers in, other words for them out, or none.

Begin with writer.py for what a writer is, wording.py for what becomes of its answers.
"""
