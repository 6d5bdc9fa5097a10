"""A work and what the lake holds in; faults out, each with its rule. Begin with gate.py."""
