"""Illustrations drawn by the shop: a motif and a seed come in, an SVG goes out.

Read scene.py first; motifs.py holds the shapes.
"""
