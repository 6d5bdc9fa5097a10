"""Models that lie in folders: texts come in, vectors and sentences with names go out.

Nothing is fetched from anywhere: a model is a folder of files, told by its files. Read
encoder.py first.
"""
