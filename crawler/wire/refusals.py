"""Why a name is not asked, in words."""


def refusal(name: str, address: str) -> str:
    """Return the sentence that says why `name` is not asked."""
    return f"{name} has the address {address}, which is private; see --allow-private"
