"""Products made of data: groups with offers and scores come in, PDF, EPUB and HTML go out.

Read work.py first: what a product is before it has a form. compared.py writes one,
gate/ finds what is wrong with it, forms/ makes its files, comparison.py is the stage.
"""
