"""How generated works are told from goods that were found: by names that these cannot have.

Keys of groups and categories are hashes and slugs; a colon or a tilde is in neither.
"""

_GROUP, _CATEGORY = "work:", "~works/"
WORKS = f"{_CATEGORY}%"
"""What the categories of works are like, for SQL."""
GROUPS = f"{_GROUP}%"
"""What the group keys of works are like, for SQL."""


def group_of(generated_key: str) -> str:
    """Return the key under which a work has its sku."""
    return _GROUP + generated_key


def work_in(group_key: str) -> str | None:
    """Return the work whose group this is, or None where it is of goods."""
    key = group_key.removeprefix(_GROUP)
    return key if key != group_key else None


def category_of(kind: str) -> str:
    """Return the category that works of a kind are sold in."""
    return _CATEGORY + kind


def kind_in(category: str) -> str | None:
    """Return the kind of works that a category is of, or None where it is of goods."""
    kind = category.removeprefix(_CATEGORY)
    return kind if kind != category else None
