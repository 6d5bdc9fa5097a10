"""What can go wrong in storefront/; each class names one fact."""


class ShopError(Exception):
    """Something in storefront/ could not be done; its text says what and what to do."""
