"""What a page states for machines: JSON-LD, microdata, meta tags, states of its scripts."""
